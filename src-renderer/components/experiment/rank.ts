/** Which cells of a column are best and second: by mean, larger is better; ties share a rank. */
import type { MetricName, ResultRow } from '#shared/contract/tables.ts';

export interface ColumnFacts {
  best: number | undefined;
  second: number | undefined;
  /** Range of all single values and means, for dots on one scale. */
  from: number;
  to: number;
}

export function columnFacts(rows: readonly ResultRow[], metric: MetricName): ColumnFacts {
  const cells = rows.map((row) => row.metrics[metric]).filter((cell) => cell !== null && cell !== undefined);
  // As printed: two means that read the same are the same.
  const means = [...new Set(cells.map((cell) => rounded(cell.mean)))].sort((a, b) => b - a);
  const all = cells.flatMap((cell) => [cell.mean, ...cell.values]);
  return {
    best: cells.length > 1 ? means[0] : undefined,
    second: cells.length > 2 ? means[1] : undefined,
    from: Math.min(...all),
    to: Math.max(...all),
  };
}

export const rounded = (share: number): number => Math.round(share * 10_000);
