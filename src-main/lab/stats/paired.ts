/** Paired comparison of two lists of values, pair by pair: Student's t on the differences, and Cohen's d_z. */
import { mean, roundingOf, sampleSd } from './sample.ts';
import { tTest, type TTest } from './t-test.ts';

export interface PairedComparison extends TTest {
  /** Pairs. */
  n: number;
  /** Cohen's d_z: mean difference / its sample standard deviation. */
  cohenDz: number;
  /** Second - first, pair by pair. */
  differences: number[];
}

/**
 * Paired t of `second` against `first`, positive when `second` is higher.
 * @param confidence of the interval, default 0.95
 * @returns null with fewer than two pairs
 * @throws RangeError when the lists differ in length
 */
export function pairedT(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
): PairedComparison | null {
  if (first.length !== second.length)
    throw new RangeError(`Pairs need equal lengths, got ${first.length} and ${second.length} values.`);
  const differences = second.map((value, i) => value - (first[i] as number));
  const n = differences.length;
  let sd = sampleSd(differences);
  if (sd === null) return null;
  if (sd <= roundingOf(first, second)) sd = 0;
  const test = tTest(mean(differences), sd / Math.sqrt(n), n - 1, confidence);
  return { ...test, n, cohenDz: test.t / Math.sqrt(n), differences };
}
