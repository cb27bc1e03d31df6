/** Comparison of two methods over the seeds they share: paired Student t. Unpaired tests are not made here. */
import type { MetricName, ResultRow } from '#shared/contract/tables.ts';
import { mean, sampleSd, tInterval } from './sample.ts';
import type { Interval } from './sample.ts';
import { tTwoSidedP } from './student-t.ts';

export interface PairedComparison {
  n: number;
  /** Mean of second - first. */
  difference: number;
  /** 95% Student-t interval of the difference. */
  interval: Interval;
  t: number;
  /** Two-sided. */
  p: number;
  /** Cohen's d_z: mean difference / its sample standard deviation. */
  cohenDz: number;
  /** Second - first, pair by pair. */
  differences: number[];
}

/**
 * Paired t of `second` against `first`, positive when `second` is higher.
 * @returns null with fewer than two pairs
 * @throws RangeError when the lists differ in length
 */
export function pairedT(first: readonly number[], second: readonly number[]): PairedComparison | null {
  if (first.length !== second.length)
    throw new RangeError(`Pairs need equal lengths, got ${first.length} and ${second.length} values.`);
  const differences = second.map((value, i) => value - (first[i] as number));
  const sd = sampleSd(differences);
  const interval = tInterval(differences);
  if (sd === null || interval === null) return null;
  const difference = mean(differences);
  // Equal differences everywhere: t is infinite, or undefined where all are zero (then nothing differs: p = 1).
  const cohenDz = sd === 0 && difference === 0 ? 0 : difference / sd;
  const t = cohenDz * Math.sqrt(differences.length);
  return {
    n: differences.length,
    difference,
    interval,
    t,
    p: tTwoSidedP(t, differences.length - 1),
    cohenDz,
    differences,
  };
}

/** The values of both rows at the seeds that both have, in the order of the first row's seeds. */
export function pairBySeed(
  first: ResultRow,
  second: ResultRow,
  metric: MetricName,
): { seeds: number[]; first: number[]; second: number[] } {
  const values = (row: ResultRow): Map<number, number> =>
    new Map((row.metrics[metric]?.values ?? []).map((value, i) => [row.seeds[i] ?? -1, value]));
  const a = values(first);
  const b = values(second);
  const seeds = [...a.keys()].filter((seed) => b.has(seed));
  return { seeds, first: seeds.map((s) => a.get(s) as number), second: seeds.map((s) => b.get(s) as number) };
}

/** Paired comparison of two rows of a table; null where they share fewer than two seeds. */
export function compareRows(
  first: ResultRow,
  second: ResultRow,
  metric: MetricName = 'auc',
): PairedComparison | null {
  const pairs = pairBySeed(first, second, metric);
  return pairedT(pairs.first, pairs.second);
}
