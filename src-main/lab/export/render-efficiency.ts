/** An efficiency table in the forms of the result table: Markdown, CSV, LaTeX, JSON, and the chart as SVG. */
import { stringify } from 'csv-stringify/sync';
import type { EfficiencyMeasure, EfficiencyTable, ExportFormat } from '#shared/contract/tables.ts';
import { efficiencySvg } from './efficiency-svg.ts';
import { EFFICIENCY_COLUMNS } from './efficiency-text.ts';
import { escapeLatex, latexLabel } from './latex-text.ts';
import { escapeMarkdown } from './markdown.ts';
import { markdownGrid } from './markdown-grid.ts';
import type { ExportedFile } from './render-table.ts';
import { oneLine } from './table-text.ts';

const FORMS: Readonly<
  Record<ExportFormat, { mediaType: string; render: (table: EfficiencyTable) => string }>
> = {
  md: { mediaType: 'text/markdown', render: toMarkdown },
  csv: { mediaType: 'text/csv', render: toCsv },
  tex: { mediaType: 'application/x-tex', render: toLatex },
  json: { mediaType: 'application/json', render: (table) => `${JSON.stringify(table, null, 2)}\n` },
  svg: { mediaType: 'image/svg+xml', render: efficiencySvg },
};

/** The text of one form, ending with a line break. */
export const renderEfficiency = (table: EfficiencyTable, format: ExportFormat): string =>
  FORMS[format].render(table);

/** The file is named after the experiment, e.g. `main-table-efficiency.tex`. */
export function exportEfficiency(table: EfficiencyTable, format: ExportFormat): ExportedFile {
  return {
    fileName: `${table.experiment}-efficiency.${format}`,
    mediaType: FORMS[format].mediaType,
    text: renderEfficiency(table, format),
  };
}

const HEAD = ['Method', ...EFFICIENCY_COLUMNS.map(({ head }) => head)];

const cellsOf = (row: EfficiencyTable['rows'][number]): string[] => [
  oneLine(row.method),
  ...EFFICIENCY_COLUMNS.map(({ cell }) => cell(row) ?? '–'),
];

function toMarkdown(table: EfficiencyTable): string {
  const rows = table.rows.map((row) => cellsOf(row).map(escapeMarkdown));
  const notes = table.notes.map((note) => `- ${escapeMarkdown(note)}`);
  return [
    `**${escapeMarkdown(table.experiment)}**, efficiency`,
    '',
    ...markdownGrid(HEAD, rows),
    '',
    ...notes,
    '',
  ].join('\n');
}

function toLatex(table: EfficiencyTable): string {
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table*}[t]',
    '  \\centering\\small',
    '  \\setlength{\\tabcolsep}{4pt}',
    `  \\caption{${escapeLatex(table.experiment)}: efficiency; AUC on ${escapeLatex(table.dataset)} (${escapeLatex(table.split)}).}`,
    `  \\label{tab:${latexLabel(table.experiment)}-efficiency}`,
    `  \\begin{tabular}{l${'r'.repeat(HEAD.length - 1)}}`,
    '    \\toprule',
    `    ${HEAD.map(escapeLatex).join(' & ')} \\\\`,
    '    \\midrule',
    ...table.rows.map((row) => `    ${cellsOf(row).map(escapeLatex).join(' & ')} \\\\`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '',
    `  \\smallskip\\parbox{0.95\\linewidth}{\\footnotesize ${table.notes.map(escapeLatex).join(' ')}}`,
    '\\end{table*}',
    '',
  ].join('\n');
}

/** Everything measured, at full precision; speeds in columns of their batch size. */
function toCsv(table: EfficiencyTable): string {
  const measures = table.rows.flatMap(({ measure }) => measure ?? []);
  const sizes = [...new Set(measures.flatMap(({ speeds }) => speeds.map(({ batchSize }) => batchSize)))];
  const columns: [string, (measure: EfficiencyMeasure) => string | number | undefined][] = [
    ['device', (m) => m.device ?? ''],
    ['threads', (m) => m.threads],
    ['parameters', (m) => m.parameters],
    ['float32_bytes', (m) => m.float32Bytes],
    ['artifact_bytes', (m) => m.artifactBytes],
    ['peak_memory_bytes', (m) => m.peakMemoryBytes],
    ['load_seconds', (m) => m.loadSeconds],
    ['fastest_batch', (m) => m.fastest.batchSize],
    ['news_per_second', (m) => m.fastest.newsPerSecond],
    ...sizes.flatMap((size): typeof columns => {
      const at = (m: EfficiencyMeasure) => m.speeds.find(({ batchSize }) => batchSize === size);
      return [
        [`cold_news_per_second_batch_${size}`, (m) => at(m)?.coldNewsPerSecond],
        [`news_per_second_batch_${size}`, (m) => at(m)?.newsPerSecond],
      ];
    }),
    ['rank_p50_ms', (m) => m.ranking?.p50Ms],
    ['rank_p95_ms', (m) => m.ranking?.p95Ms],
    ['rank_mean_candidates', (m) => m.ranking?.meanCandidates],
    ...(['float32', 'int8'] as const).flatMap((precision): typeof columns => [
      [`onnx_${precision}_bytes`, (m) => m.onnx?.[precision].bytes],
      [`onnx_${precision}_news_per_second`, (m) => m.onnx?.[precision].fastest.newsPerSecond],
      [`onnx_${precision}_mean_cosine`, (m) => m.onnx?.[precision].meanCosine],
      [`onnx_${precision}_smallest_cosine`, (m) => m.onnx?.[precision].smallestCosine],
      [`onnx_${precision}_largest_difference`, (m) => m.onnx?.[precision].largestDifference],
    ]),
  ];
  const head = ['method', 'layers', 'auc_mean', 'auc_sd', 'auc_n', ...columns.map(([name]) => name)];
  const lines = table.rows.map(({ method, layers, auc, measure }) => [
    oneLine(method),
    layers,
    auc?.mean ?? '',
    auc?.sd ?? '',
    auc?.n ?? 0,
    ...columns.map(([, value]) => (measure ? (value(measure) ?? '') : '')),
  ]);
  // A label must stay text in a spreadsheet.
  return stringify([head, ...lines], { escape_formulas: true });
}
