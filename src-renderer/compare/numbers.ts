/** How the numbers of a comparison are printed: as many digits as the spread gives sense to, the same down a column. */
import type { Comparison, GroupMetric, Pair } from '#shared/contract/compare.ts';
import { metricFacts } from '#shared/metrics.ts';
import { formatDifference } from '#shared/statistics/format.ts';

const MOST_DIGITS = 6;

/** Digits behind the point for values of this metric: at least the metric's own, and two of the smallest deviation. */
export function digitsOf(metric: string, cells: readonly (GroupMetric | null | undefined)[]): number {
  const { scale, digits } = metricFacts(metric);
  const spreads = cells.map((cell) => (cell?.sd ?? 0) * scale).filter((sd) => sd > 0);
  if (spreads.length === 0) return digits;
  const needed = 1 - Math.floor(Math.log10(Math.min(...spreads)));
  // A group whose repeats are nearly equal does not lengthen all numbers to the end of the page.
  return Math.max(digits, Math.min(needed, digits + 2, MOST_DIGITS));
}

export const valueText = (value: number, metric: string, digits = metricFacts(metric).digits): string =>
  (value * metricFacts(metric).scale).toFixed(digits);

/** With a sign, the true minus. */
export function signedText(value: number, metric: string): string {
  const text = formatDifference(value, metric);
  return text.startsWith('−') || Number(text) === 0 ? text : `+${text}`;
}

/** A line does not end within `p < 0.0001`, nor within an interval. */
export const unbroken = (sentence: string): string =>
  sentence
    .replace(/\bp ([=<>]) (?=\d)/g, 'p\u00a0$1\u00a0')
    .replace(/\[([^[\],]+), ([^[\],]+)\]/g, '[$1,\u00a0$2]');

/** `AUC (%)`, `Ranking (ms)`. */
export function metricHeading(metric: string): string {
  const { label, unit } = metricFacts(metric);
  return unit === null ? label : `${label} (${unit})`;
}

/** Places of the best and the second best mean; none where no side is better, or all is equal as printed. */
export function bestOf(
  cells: readonly (GroupMetric | null | undefined)[],
  metric: string,
  digits: number,
): { best: ReadonlySet<number>; second: ReadonlySet<number> } {
  const none = { best: new Set<number>(), second: new Set<number>() };
  const { direction } = metricFacts(metric);
  if (direction === 'none') return none;
  const shown = cells.map((cell) => (cell ? Number(valueText(cell.mean, metric, digits)) : null));
  const order = [...new Set(shown.filter((value) => value !== null))].sort((a, b) =>
    direction === 'higher' ? b - a : a - b,
  );
  if (order.length < 2) return none;
  // Of two, the other one needs no mark.
  const at = (value: number | undefined): Set<number> =>
    new Set(shown.flatMap((one, place) => (one !== null && one === value ? [place] : [])));
  return { best: at(order[0]), second: cells.length > 2 ? at(order[1]) : new Set() };
}

/** Seeds of any group in this metric, ascending. */
export const seedsOf = (groups: Comparison['groups'], metric: string): number[] =>
  [...new Set(groups.flatMap((group) => group.metrics[metric]?.seeds ?? []))].sort((a, b) => a - b);

/** A margin is in the unit of the metric it was set for: for metrics of another unit its test means nothing. */
export const sharesUnit = (a: string, b: string): boolean => {
  const [first, second] = [metricFacts(a), metricFacts(b)];
  return first.scale === second.scale && first.unit === second.unit;
};

export const EFFECT_SIZES = ['negligible', 'small', 'medium', 'large', 'veryLarge'] as const;
/** By the usual limits (Cohen, 1988; Sawilowsky, 2009). */
export function effectSize(value: number): (typeof EFFECT_SIZES)[number] {
  const limits = [0.2, 0.5, 0.8, 1.2];
  const at = limits.findIndex((limit) => Math.abs(value) < limit);
  return EFFECT_SIZES[at < 0 ? limits.length : at]!;
}

export const pairId = ({ a, b }: Pick<Pair, 'a' | 'b'>): string => JSON.stringify([a, b]);

/** Tests that Holm's adjustment counts. */
export const testsOf = ({ pairs }: Comparison): number => pairs.filter(({ p }) => p !== null).length;
