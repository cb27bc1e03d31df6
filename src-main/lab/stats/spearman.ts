/** Spearman's rank correlation; equal values share the average of their ranks. */
import { sampleRankCorrelation } from 'simple-statistics';

/** With two pairs it is always 1 or -1, and says nothing. */
const LEAST_PAIRS = 3;

/**
 * @returns in [-1, 1]; null with fewer than three pairs, or where all values of a list are equal
 * @throws RangeError when the lists differ in length
 */
export function spearman(first: readonly number[], second: readonly number[]): number | null {
  if (first.length !== second.length)
    throw new RangeError(`Pairs need equal lengths, got ${first.length} and ${second.length} values.`);
  if (first.length < LEAST_PAIRS) return null;
  const rho = sampleRankCorrelation(first, second);
  return Number.isNaN(rho) ? null : rho;
}
