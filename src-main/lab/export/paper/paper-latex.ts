/**
 * A rendered table as LaTeX with booktabs, for plain pdflatex: marks, signs, groups of columns, footnotes below the
 * rules. Invisible digits put the points of a column below each other.
 */
import type { PaperCell, PaperColumn, PaperLine, RenderedTable } from '#shared/contract/paper-tables.ts';
import { problemWords, staleWords } from '#shared/table-words.ts';
import { escapeLatex, latexLabel } from '../latex-text.ts';
import { oneLine } from '../table-text.ts';
import { columnGroups, signedColumns, signOf, withoutEdgeRules } from './paper-parts.ts';

const LATEX_SIGNS: Readonly<Record<string, string>> = { '*': '$^{*}$', '†': '$^{\\dagger}$' };
/** So many characters fit the column of a two-column page; a wider table stands over both. */
const ONE_COLUMN = 62;

export function paperLatex(table: RenderedTable): string {
  const { columns, notes } = table;
  const lines = withoutEdgeRules(table.lines);
  const signed = signedColumns(table);
  const groups = columnGroups(columns);
  const hasGroups = groups.some(({ heading }) => heading !== null);
  const environment = widthOf(table) > ONE_COLUMN ? 'table*' : 'table';
  return [
    '% Needs \\usepackage{booktabs}.',
    ...remarks(table).map((remark) => `% ${oneLine(remark)}`),
    `\\begin{${environment}}[t]`,
    '  \\centering\\small',
    '  \\setlength{\\tabcolsep}{4pt}\\setlength{\\belowcaptionskip}{3pt}',
    `  \\caption{${escapeLatex(table.caption)}}`,
    `  \\label{${latexLabel(table.label)}}`,
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
    `\\end{${environment}}`,
    '',
  ].join('\n');
}

/** For the author alone: what readers of the paper do not need to know. */
const remarks = ({ language, problems, stale, takenAt }: RenderedTable): string[] => [
  `Runs of ${new Date(takenAt).toISOString().slice(0, 10)}.`,
  ...problems.map((problem) => problemWords(language, problem)),
  ...stale.map((reason) => staleWords(language, reason)),
];

/** In characters, near enough. */
function widthOf({ columns, lines }: RenderedTable): number {
  const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => [...text].length));
  const labels = longest(lines.map((line) => (line.kind === 'runs' ? line.label : '')));
  return columns.reduce((sum, { label }, at) => {
    const cells = lines.map((line) => {
      const text = 'cells' in line ? line.cells[at]?.text : null;
      // The deviation is set smaller.
      return text
        ? text.value + (text.spread ?? '').slice(0, Math.ceil((text.spread ?? '').length * 0.75))
        : '';
    });
    return sum + 2 + longest([label, ...cells]);
  }, labels);
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

const minus = (number: string): string => number.replaceAll('-', '$-$');
const invisible = (text: string): string => (text === '' ? '' : `\\phantom{${minus(text)}}`);

function cellText(
  cell: PaperCell | null,
  { isFact }: PaperColumn,
  spread: RenderedTable['spread'],
  isSigned: boolean,
  isPublished: boolean,
): string {
  if (!cell) return isPublished ? '' : '--';
  const { value, pad, spread: around } = cell.text;
  const number = minus(value);
  const marked =
    cell.mark === 'best' ? `\\textbf{${number}}` : cell.mark === 'second' ? `\\underline{${number}}` : number;
  const sign = LATEX_SIGNS[signOf(cell)] ?? (isSigned ? '\\phantom{$^{*}$}' : '');
  const text = [
    // A column of facts is set to the right, where nothing needs to be filled up.
    isFact ? '' : invisible(pad.before),
    marked,
    invisible(pad.decimals),
    spreadText(around, pad, spread),
    sign,
  ].join('');
  return isPublished ? `\\textit{${text}}` : text;
}

function spreadText(
  around: string | null,
  pad: PaperCell['text']['pad'],
  spread: RenderedTable['spread'],
): string {
  const [open, close] = spread === 'sd' ? ['$\\pm$\\,', ''] : ['[', ']'];
  if (around === null)
    return pad.after === '' ? '' : `\\phantom{\\scriptsize\\,${open}${minus(pad.after)}${close}}`;
  return `{\\scriptsize\\,${open}${invisible(pad.spread)}${minus(around)}${close}${invisible(pad.after)}}`;
}
