/** The numbers of an exported LaTeX table and of the table as JSON, both in percent as text, to hold one to the other. */
import { METRICS } from '#shared/contract/tables.ts';
import type { MetricCell, MetricName } from '#shared/contract/tables.ts';

/** What `tnrlab table NAME --format json` prints, as far as it is compared. */
export interface PrintedTable {
  rows: readonly { method: string; metrics: Record<MetricName, MetricCell | null> }[];
}

/** Method name -> "mean ± sd" of each metric. */
export type TableNumbers = Record<string, string[]>;

/** Between the rules: the cells of each row without the marks of best and second. */
export function numbersOfLatex(latex: string): TableNumbers {
  const body = /\\midrule\n(.*?)\n\s*\\bottomrule/s.exec(latex)?.[1] ?? '';
  const numbers: TableNumbers = {};
  for (const line of body.split('\n')) {
    const cells = line.replace(/\\\\\s*$/, '').split(' & ');
    numbers[(cells[0] ?? '').trim()] = cells.slice(-METRICS.length).map((cell) =>
      cell
        .trim()
        .replace(/\\(?:textbf|underline)\{([\d.]+)\}/, '$1')
        .replace(/\{\\scriptsize\\,\$\\pm\$\\,([\d.]+)\}/, ' ± $1'),
    );
  }
  return numbers;
}

export function numbersOfTable(table: PrintedTable): TableNumbers {
  const percent = (share: number | null | undefined): string =>
    share === null || share === undefined ? 'none' : (share * 100).toFixed(2);
  return Object.fromEntries(
    table.rows.map(({ method, metrics }) => [
      method,
      METRICS.map((metric) => `${percent(metrics[metric]?.mean)} ± ${percent(metrics[metric]?.sd)}`),
    ]),
  );
}
