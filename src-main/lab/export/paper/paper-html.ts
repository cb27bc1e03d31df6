/**
 * A rendered table as a page that stands by itself: a semantic table with its caption and notes, for screen, print and
 * screen readers. The table is styled in place, so that it keeps its look when it is pasted into a document.
 */
import type { PaperCell, PaperLine, RenderedTable } from '#shared/contract/paper-tables.ts';
import { staleWords } from '#shared/table-words.ts';
import { escapeXml } from '../svg-parts.ts';
import { columnGroups, signedColumns, signOf, withoutEdgeRules } from './paper-parts.ts';

const RULE = '1px solid';
const THICK = '2px solid';
const CELL = 'padding:2px 8px;text-align:center;white-space:nowrap';
const RIGHT = ';text-align:right';
const LABEL = 'padding:2px 8px 2px 0;text-align:left;font-weight:normal';
/** As wide as a digit, and no digit when it is copied. */
const FIGURE_SPACE = '\u2007';
const POINT_SPACE = '\u2008';
const PAGE = [
  ':root{color-scheme:light}',
  "body{margin:2rem;background:#fff;color:#000;font:15px/1.4 system-ui,'Liberation Sans',sans-serif}",
  'main{max-width:100%;overflow-x:auto}',
  '@page{margin:20mm}',
  '@media print{body{margin:0;font-size:9pt}main{overflow:visible}tr{break-inside:avoid}}',
].join('');

export const paperHtml = (table: RenderedTable): string =>
  [
    '<!doctype html>',
    `<html lang="${table.language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeXml(table.name)}</title>`,
    `<style>${PAGE}</style>`,
    '</head>',
    '<body>',
    // Reached by keyboard where a wide table has to be scrolled.
    `<main tabindex="0" aria-label="${escapeXml(table.name)}">`,
    ...tableHtml(table),
    ...table.stale.map(
      (reason) => `<p style="font-size:smaller">${escapeXml(staleWords(table.language, reason))}</p>`,
    ),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');

function tableHtml(table: RenderedTable): string[] {
  const { columns, notes, caption } = table;
  const width = columns.length + 1;
  const heads = columns.map(
    ({ label, isFact }) =>
      `<th scope="col" style="${CELL}${isFact ? RIGHT : ''};font-weight:normal">${escapeXml(label)}</th>`,
  );
  return [
    `<table lang="${table.language}" style="border-collapse:collapse;font-variant-numeric:tabular-nums">`,
    `<caption style="caption-side:top;text-align:left;padding-bottom:4px">${escapeXml(caption)}</caption>`,
    `<thead style="border-top:${THICK};border-bottom:${RULE}">`,
    ...groupRow(table),
    `<tr><td></td>${heads.join('')}</tr>`,
    '</thead>',
    ...bodies(table, width),
    ...(notes.length > 0
      ? [
          `<tfoot><tr><td colspan="${width}" style="padding:4px 0;font-size:smaller;border-top:${THICK}">${notes.map(escapeXml).join(' ')}</td></tr></tfoot>`,
        ]
      : []),
    '</table>',
  ];
}

/** Each heading is that of a group of rows. */
function bodies(table: RenderedTable, width: number): string[] {
  const lines = withoutEdgeRules(table.lines);
  const rows: string[] = [`<tbody style="border-bottom:${THICK}">`];
  lines.forEach((line, at) => {
    if (line.kind === 'heading' && at > 0) rows.push('</tbody>', `<tbody style="border-bottom:${THICK}">`);
    if (line.kind !== 'rule') rows.push(lineRow(line, table, width, lines[at + 1]?.kind === 'rule'));
  });
  // Between groups there is space, not a rule.
  const last = rows.lastIndexOf(`<tbody style="border-bottom:${THICK}">`);
  return [...rows.map((row, at) => (row.startsWith('<tbody') && at !== last ? '<tbody>' : row)), '</tbody>'];
}

function groupRow({ columns }: RenderedTable): string[] {
  const groups = columnGroups(columns);
  if (groups.every(({ heading }) => heading === null)) return [];
  const cells = groups.map(({ heading, span }) =>
    heading === null
      ? `<td colspan="${span}"></td>`
      : `<th scope="colgroup" colspan="${span}" style="${CELL};font-weight:normal;border-bottom:${RULE}">${escapeXml(heading)}</th>`,
  );
  return [`<tr><td></td>${cells.join('')}</tr>`];
}

function lineRow(
  line: Exclude<PaperLine, { kind: 'rule' }>,
  table: RenderedTable,
  width: number,
  isBeforeRule: boolean,
): string {
  const style = isBeforeRule ? ` style="border-bottom:${RULE}"` : '';
  if (line.kind === 'heading')
    return `<tr${style}><th scope="rowgroup" colspan="${width}" style="${LABEL};padding-top:6px"><i>${escapeXml(line.label)}</i></th></tr>`;
  const isPublished = line.kind === 'published';
  const signed = signedColumns(table);
  const grey = isPublished ? ';font-style:italic;color:#595959' : '';
  const cells = line.cells.map((cell, at) => {
    const align = table.columns[at]?.isFact ? RIGHT : '';
    return `<td style="${CELL}${align}${grey}">${cellHtml(cell, table, isPublished, signed[at] ?? false)}</td>`;
  });
  return `<tr${style}><th scope="row" style="${LABEL}${grey}${isPublished ? ';padding-left:12px' : ''}">${escapeXml(line.label)}</th>${cells.join('')}</tr>`;
}

const spaces = (pad: string): string =>
  [...pad].map((one) => (/[.,]/.test(one) ? POINT_SPACE : one === ' ' ? '\u00a0' : FIGURE_SPACE)).join('');
const minus = (number: string): string => number.replaceAll('-', '\u2212');

function cellHtml(
  cell: PaperCell | null,
  { spread: kind }: RenderedTable,
  isPublished: boolean,
  isSigned: boolean,
): string {
  if (!cell) return isPublished ? '' : '–';
  const { pad, spread } = cell.text;
  const value = minus(cell.text.value);
  const marked =
    cell.mark === 'best' ? `<strong>${value}</strong>` : cell.mark === 'second' ? `<u>${value}</u>` : value;
  const around =
    spread === null
      ? ''
      : kind === 'interval'
        ? ` <small>[${minus(spread)}]</small>`
        : ` <small>± ${spaces(pad.spread)}${minus(spread)}${spaces(pad.after)}</small>`;
  // In a column of signs a cell without one keeps its place.
  const sign = isSigned ? `<sup style="line-height:0">${signOf(cell) || FIGURE_SPACE}</sup>` : '';
  return `${spaces(pad.before)}${marked}${spaces(pad.decimals)}${around}${sign}`;
}
