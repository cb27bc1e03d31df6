/** A result table as LaTeX with booktabs: best mean bold, second underlined, footnotes below the rules. */
import { METRIC_LABELS, METRICS } from '#shared/contract/domain.ts';
import type { ResultTable } from '#shared/contract/domain.ts';
import {
  cellParts,
  footnotes,
  marks,
  needsRunsColumn,
  oneLine,
  parameterText,
  repeatsOf,
} from './table-text.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '±': '$\\pm$',
  '–': '--',
};

/** Text that LaTeX prints as it stands. */
export const escapeLatex = (text: string): string =>
  oneLine(text).replace(/[\\~^<>|±–&%$#_{}]/g, (character) => SPECIAL[character] ?? `\\${character}`);

export function tableLatex(table: ResultTable): string {
  const runs = needsRunsColumn(table);
  const head = [
    'Method',
    'Layers',
    'Size',
    ...(runs ? ['Runs'] : []),
    ...METRICS.map((m) => METRIC_LABELS[m]),
  ];
  const marked = Object.fromEntries(METRICS.map((metric) => [metric, marks(table.rows, metric)]));
  const rows = table.rows.map((row, index) => {
    const cells = [
      escapeLatex(row.method),
      String(row.layers),
      escapeLatex(parameterText(row.parameters)).replace(' ', '\\,'),
      ...(runs ? [String(repeatsOf(row))] : []),
      ...METRICS.map((metric) => {
        const parts = cellParts(row.metrics[metric]);
        if (!parts) return '--';
        const mark = marked[metric]?.[index];
        const mean =
          mark === 'best'
            ? `\\textbf{${parts.mean}}`
            : mark === 'second'
              ? `\\underline{${parts.mean}}`
              : parts.mean;
        return parts.sd === null ? mean : `${mean}{\\scriptsize\\,$\\pm$\\,${parts.sd}}`;
      }),
    ];
    return `    ${cells.join(' & ')} \\\\`;
  });
  // A label in a \ref is a plain identifier; names are letters, digits, ".", "_" and "-" only.
  const label = table.experiment.replaceAll('_', '-');
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table}[t]',
    '  \\centering\\small',
    '  \\setlength{\\tabcolsep}{4pt}',
    `  \\caption{${escapeLatex(table.experiment)}: results on ${escapeLatex(table.dataset)} (${escapeLatex(table.split)}). Best mean in bold, second underlined.}`,
    `  \\label{tab:${label}}`,
    `  \\begin{tabular}{l${'r'.repeat(runs ? 3 : 2)}${'c'.repeat(METRICS.length)}}`,
    '    \\toprule',
    `    ${head.map(escapeLatex).join(' & ')} \\\\`,
    '    \\midrule',
    ...rows,
    '    \\bottomrule',
    '  \\end{tabular}',
    '',
    `  \\smallskip\\parbox{0.95\\linewidth}{\\footnotesize ${footnotes(table).map(escapeLatex).join(' ')}}`,
    '\\end{table}',
    '',
  ].join('\n');
}
