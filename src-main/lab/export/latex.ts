/**
 * A result table as LaTeX with booktabs: best mean bold, second underlined, published rows in italics, footnotes below
 * the rules.
 */
import type { ResultTable } from '#shared/contract/tables.ts';
import { escapeLatex, latexLabel } from './latex-text.ts';
import { tableGrid } from './table-grid.ts';
import type { GridLine, ValueCell } from './table-grid.ts';
import { footnotes } from './table-text.ts';

function valueText(value: ValueCell | null, published: boolean): string {
  if (!value) return published ? '' : '--';
  const { mean, sd, mark } = value;
  const marked = mark === 'best' ? `\\textbf{${mean}}` : mark === 'second' ? `\\underline{${mean}}` : mean;
  const text = sd === null ? marked : `${marked}{\\scriptsize\\,$\\pm$\\,${sd}}`;
  return published ? `\\textit{${text}}` : text;
}

/** Of our own rows where published ones stand between them; a column for it would not fit a page. */
const DATA_MARK = '\\textsuperscript{a}';

function lineCells({ published, texts, data, values }: GridLine, mixed: boolean): string {
  const escaped = texts.map((text) => escapeLatex(text).replace(/^([\d.]+) ([Mk])$/, '$1\\,$2'));
  const about = `${escaped[0]}, ${escapeLatex(data)}`;
  const cells = published
    ? [`\\multicolumn{${texts.length}}{l}{\\enspace\\scriptsize\\itshape ${about}}`]
    : escaped.map((text, column) => (mixed && column === 0 ? text + DATA_MARK : text));
  return `    ${[...cells, ...values.map((value) => valueText(value, published))].join(' & ')} \\\\`;
}

export function tableLatex(table: ResultTable): string {
  const { textHeads, valueHeads, mixed, lines } = tableGrid(table);
  const columns = `l${'r'.repeat(textHeads.length - 1)}${'c'.repeat(valueHeads.length)}`;
  const own = `${DATA_MARK} measured on ${escapeLatex(`${table.dataset}, ${table.split} split`)}.`;
  const notes = [...(mixed ? [own] : []), ...footnotes(table).map(escapeLatex)];
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table}[t]',
    '  \\centering\\small',
    '  \\setlength{\\tabcolsep}{4pt}',
    `  \\caption{${escapeLatex(table.experiment)}: results on ${escapeLatex(table.dataset)} (${escapeLatex(table.split)}). Best mean in bold, second underlined.}`,
    `  \\label{tab:${latexLabel(table.experiment)}}`,
    `  \\begin{tabular}{${columns}}`,
    '    \\toprule',
    `    ${[...textHeads, ...valueHeads].map(escapeLatex).join(' & ')} \\\\`,
    '    \\midrule',
    ...lines.map((line) => lineCells(line, mixed)),
    '    \\bottomrule',
    '  \\end{tabular}',
    '',
    `  \\smallskip\\parbox{0.95\\linewidth}{\\footnotesize ${notes.join(' ')}}`,
    '\\end{table}',
    '',
  ].join('\n');
}
