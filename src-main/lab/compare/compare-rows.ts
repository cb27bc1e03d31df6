/** Two rows of an experiment's result table, pair by pair over the seeds that both have. */
import type { MetricName, ResultRow } from '#shared/contract/tables.ts';
import { pairedT, type PairedComparison } from '../stats/paired.ts';

/** Paired comparison of two rows of a table; null where they share fewer than two seeds. */
export function compareRows(
  first: ResultRow,
  second: ResultRow,
  metric: MetricName = 'auc',
): PairedComparison | null {
  const [a, b] = [bySeed(first, metric), bySeed(second, metric)];
  const seeds = [...a.keys()].filter((seed) => b.has(seed));
  return pairedT(
    seeds.map((seed) => a.get(seed) as number),
    seeds.map((seed) => b.get(seed) as number),
  );
}

const bySeed = ({ metrics, seeds }: ResultRow, metric: MetricName): Map<number, number> =>
  new Map((metrics[metric]?.values ?? []).map((value, i) => [seeds[i] ?? -1, value]));
