/** How numbers of a result table are written, and which are marked; shared by the Markdown, LaTeX and SVG forms. */
import { METRICS } from '#shared/contract/tables.ts';
import type { MetricCell, MetricName, ResultRow, ResultTable } from '#shared/contract/tables.ts';
import { type TableMark, tableMarks } from '#shared/table-marks.ts';

/** A share (0 to 1) as percent with two decimals. */
export const percent = (share: number): string => (share * 100).toFixed(2);

/** Mean and sample standard deviation in percent, apart so that a form can mark the mean alone. */
export function cellParts(
  cell: Pick<MetricCell, 'mean' | 'sd'> | null | undefined,
): { mean: string; sd: string | null } | null {
  if (!cell) return null;
  return { mean: percent(cell.mean), sd: cell.sd === null ? null : percent(cell.sd) };
}

/** E.g. `109.89 M`, `31.4 k`, `870`. */
export function parameterText(parameters: number | null): string {
  if (parameters === null) return '–';
  if (parameters >= 1e6) return `${(parameters / 1e6).toFixed(2)} M`;
  if (parameters >= 1e4) return `${(parameters / 1e3).toFixed(1)} k`;
  return String(parameters);
}

/** Where a published value was measured: what marks it apart from the values of this experiment. */
export const publishedWords = ({ dataset, split, repeats }: NonNullable<ResultTable['published']>): string =>
  `published, ${dataset}, ${split} split, ${repeats} repeats`;

/** Per row the mark of one metric; of all of them, larger is better. */
export const marks = (rows: readonly ResultRow[], metric: MetricName): (TableMark | null)[] =>
  tableMarks(
    rows.map((row) => row.metrics[metric]?.mean),
    'higher',
  );

/** How many repeats stand behind a row: its largest n. */
export const repeatsOf = (row: ResultRow): number =>
  Math.max(0, ...METRICS.map((metric) => row.metrics[metric]?.n ?? 0));

/** Sentences below a table, in plain text: what was measured, over how many runs, and every note of the table. */
export function footnotes(table: ResultTable): string[] {
  const counts = table.rows.map(repeatsOf);
  const same = counts.every((n) => n === counts[0]);
  const runs = same
    ? `${counts[0] ?? 0} ${counts[0] === 1 ? 'run' : 'runs'} per method`
    : `${Math.min(...counts)} to ${Math.max(...counts)} runs per method (column Runs)`;
  const lines = [
    `Mean ± sample standard deviation in percent on ${table.dataset}, ${table.split} split; ${runs}.`,
  ];
  if (!table.complete) lines.push(`Not complete: ${table.repeats} runs per method are asked for.`);
  if (table.bestAuc !== null) lines.push(`Best reachable AUC of this dataset: ${percent(table.bestAuc)}.`);
  return [...lines, ...table.notes];
}

/** True where rows have different numbers of runs, so that a form needs a column for them. */
export const needsRunsColumn = (table: ResultTable): boolean => new Set(table.rows.map(repeatsOf)).size > 1;

/** A name on one line: control characters would break a row of any format. */
export const oneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
