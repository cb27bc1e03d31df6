/**
 * A rendered table as a fragment of HTML that stands by itself: a semantic table with its caption, styled in place, so
 * that it keeps its look when it is pasted into a document.
 */
import type { PaperCell, PaperLine, RenderedTable } from '#shared/contract/paper-tables.ts';
import { escapeXml } from '../svg-parts.ts';
import { columnGroups, SIGNS } from './paper-parts.ts';

const RULE = '1px solid';
const THICK = '2px solid';
const CELL = 'padding:2px 8px;text-align:center;white-space:nowrap';
const LABEL = 'padding:2px 8px 2px 0;text-align:left;font-weight:normal';
/** As wide as a digit, and no digit when it is copied. */
const FIGURE_SPACE = '\u2007';

export function paperHtml(table: RenderedTable): string {
  const { columns, notes, caption } = table;
  const width = columns.length + 1;
  const last = table.lines.length - 1;
  return [
    `<table lang="${table.language}" style="border-collapse:collapse;font-variant-numeric:tabular-nums">`,
    `<caption style="caption-side:top;text-align:left;padding-bottom:4px">${escapeXml(caption)}</caption>`,
    `<thead style="border-top:${THICK};border-bottom:${RULE}">`,
    ...groupRow(table),
    `<tr><td></td>${columns.map(({ label }) => `<th scope="col" style="${CELL};font-weight:normal">${escapeXml(label)}</th>`).join('')}</tr>`,
    '</thead>',
    `<tbody style="border-bottom:${THICK}">`,
    ...table.lines.map((line, at) =>
      lineRow(line, table, width, at < last && table.lines[at + 1]?.kind === 'rule'),
    ),
    '</tbody>',
    ...(notes.length > 0
      ? [
          `<tfoot><tr><td colspan="${width}" style="padding:4px 0;font-size:smaller">${notes.map(escapeXml).join(' ')}</td></tr></tfoot>`,
        ]
      : []),
    '</table>',
    '',
  ].join('\n');
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

function lineRow(line: PaperLine, table: RenderedTable, width: number, isBeforeRule: boolean): string {
  const style = isBeforeRule ? ` style="border-bottom:${RULE}"` : '';
  if (line.kind === 'rule') return '';
  if (line.kind === 'heading')
    return `<tr${style}><th scope="rowgroup" colspan="${width}" style="${LABEL}"><i>${escapeXml(line.label)}</i></th></tr>`;
  const isPublished = line.kind === 'published';
  const grey = isPublished ? ';font-style:italic;color:#666' : '';
  const cells = line.cells.map((cell, at) => {
    const align = table.columns[at]?.isFact ? ';text-align:right' : '';
    return `<td style="${CELL}${align}${grey}">${cellHtml(cell, table.spread, isPublished)}</td>`;
  });
  return `<tr${style}><th scope="row" style="${LABEL}${grey}${isPublished ? ';padding-left:12px' : ''}">${escapeXml(line.label)}</th>${cells.join('')}</tr>`;
}

const spaces = (pad: string): string =>
  [...pad].map((one) => (one === '.' ? '\u2008' : FIGURE_SPACE)).join('');

function cellHtml(cell: PaperCell | null, kind: RenderedTable['spread'], isPublished: boolean): string {
  if (!cell) return isPublished ? '' : '–';
  const { value, spread, pad } = cell.text;
  const marked =
    cell.mark === 'best' ? `<b>${value}</b>` : cell.mark === 'second' ? `<u>${value}</u>` : value;
  const around =
    spread === null
      ? ''
      : kind === 'interval'
        ? ` <small>[${spread}]</small>`
        : ` <small>± ${spaces(pad.spread)}${spread}${spaces(pad.after)}</small>`;
  const sign = cell.test && SIGNS[cell.test.verdict] ? `<sup>${SIGNS[cell.test.verdict]}</sup>` : '';
  return `${spaces(pad.before)}${marked}${spaces(pad.decimals)}${around}${sign}`;
}
