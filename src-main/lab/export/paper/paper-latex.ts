/** A rendered table as LaTeX with booktabs, for plain pdflatex: marks, signs, groups of columns, footnotes below the rules. */
import type { PaperCell, PaperColumn, PaperLine, RenderedTable } from '#shared/contract/paper-tables.ts';
import { escapeLatex } from '../latex-text.ts';
import { columnGroups, SIGNS } from './paper-parts.ts';

const invisible = (text: string): string => (text === '' ? '' : `\\phantom{${text}}`);
const LATEX_SIGNS: Readonly<Record<string, string>> = { '*': '$^{*}$', '†': '$^{\\dagger}$' };

export function paperLatex(table: RenderedTable): string {
  const { columns, lines, notes } = table;
  const signed = columns.map((_, at) =>
    lines.some((line) => 'cells' in line && signOf(line.cells[at]) !== ''),
  );
  const groups = columnGroups(columns);
  const hasGroups = groups.some(({ heading }) => heading !== null);
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table}[t]',
    '  \\centering\\small',
    '  \\setlength{\\tabcolsep}{4pt}',
    `  \\caption{${escapeLatex(table.caption)}}`,
    `  \\label{${table.label.replace(/[^A-Za-z0-9:.-]+/g, '-')}}`,
    `  \\begin{tabular}{l${columns.map(({ isFact }) => (isFact ? 'r' : 'c')).join('')}}`,
    '    \\toprule',
    ...(hasGroups ? groupRows(groups) : []),
    `    ${['', ...columns.map(({ label }) => escapeLatex(label))].join(' & ').trim()} \\\\`,
    '    \\midrule',
    ...lines.flatMap((line, at) => lineRows(line, table, signed, at === 0)),
    '    \\bottomrule',
    '  \\end{tabular}',
    ...(notes.length > 0
      ? ['', `  \\smallskip\\parbox{0.95\\linewidth}{\\footnotesize ${notes.map(escapeLatex).join(' ')}}`]
      : []),
    '\\end{table}',
    '',
  ].join('\n');
}

function groupRows(groups: ReturnType<typeof columnGroups>): string[] {
  let column = 2;
  const rules: string[] = [];
  const cells = groups.map(({ heading, span }) => {
    if (heading !== null) rules.push(`\\cmidrule(lr){${column}-${column + span - 1}}`);
    column += span;
    return heading === null
      ? Array.from({ length: span }, () => '').join(' & ')
      : `\\multicolumn{${span}}{c}{${escapeLatex(heading)}}`;
  });
  return [`    & ${cells.join(' & ')} \\\\`, `    ${rules.join(' ')}`];
}

function lineRows(
  line: PaperLine,
  { columns, spread }: RenderedTable,
  signed: readonly boolean[],
  isFirst: boolean,
): string[] {
  if (line.kind === 'rule') return ['    \\midrule'];
  if (line.kind === 'heading')
    return [
      ...(isFirst ? [] : ['    \\addlinespace']),
      `    \\multicolumn{${columns.length + 1}}{l}{\\textit{${escapeLatex(line.label)}}} \\\\`,
    ];
  const isPublished = line.kind === 'published';
  const label = escapeLatex(line.label);
  const cells = line.cells.map((cell, at) =>
    cellText(cell, columns[at]!, spread, signed[at] ?? false, isPublished),
  );
  return [`    ${[isPublished ? `\\enspace\\textit{${label}}` : label, ...cells].join(' & ')} \\\\`];
}

const signOf = (cell: PaperCell | null | undefined): string => (cell?.test ? SIGNS[cell.test.verdict] : '');

function cellText(
  cell: PaperCell | null,
  column: PaperColumn,
  spread: RenderedTable['spread'],
  isSigned: boolean,
  isPublished: boolean,
): string {
  if (!cell) return isPublished ? '' : '--';
  const { value, pad, spread: around } = cell.text;
  const number = value.replace('-', '$-$');
  const marked =
    cell.mark === 'best' ? `\\textbf{${number}}` : cell.mark === 'second' ? `\\underline{${number}}` : number;
  const sign = signOf(cell);
  const end = isSigned ? (LATEX_SIGNS[sign] ?? invisible('$^{*}$')) : '';
  const text = [
    invisible(pad.before),
    marked,
    invisible(pad.decimals),
    spreadText(around, cell, spread),
    end,
  ].join('');
  return isPublished ? `\\textit{${text}}` : column.isFact ? text.replace(/\\phantom\{0+\}/, '') : text;
}

function spreadText(
  around: string | null,
  { text: { pad } }: PaperCell,
  spread: RenderedTable['spread'],
): string {
  if (around === null)
    return pad.after === ''
      ? ''
      : invisible(`{\\scriptsize\\,${spread === 'sd' ? '$\\pm$\\,' : '[]'}${pad.after}}`);
  const [open, close] = spread === 'sd' ? ['$\\pm$\\,', ''] : ['[', ']'];
  return `{\\scriptsize\\,${open}${invisible(pad.spread)}${around.replaceAll('-', '$-$')}${close}${invisible(pad.after)}}`;
}
