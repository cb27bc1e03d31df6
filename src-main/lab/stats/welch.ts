/** Comparison of two independent lists of values: Welch's t, and Hedges' g. */
import { logGamma } from './distributions.ts';
import { mean, roundingOf, sampleVariance } from './sample.ts';
import { tTest, type TTest } from './t-test.ts';

/**
 * Welch's t of `second` against `first`, degrees of freedom by Welch and Satterthwaite.
 * @param confidence of the interval, default 0.95
 * @returns null where a list has fewer than two values
 */
export function welchT(first: readonly number[], second: readonly number[], confidence = 0.95): TTest | null {
  const [a, b] = [sampleVariance(first), sampleVariance(second)];
  if (a === null || b === null) return null;
  const [shareA, shareB] = [a / first.length, b / second.length];
  const square = shareA + shareB;
  const standardError = Math.sqrt(square);
  const isRounding = standardError <= roundingOf(first, second);
  const weight = shareA ** 2 / (first.length - 1) + shareB ** 2 / (second.length - 1);
  // Without any spread the formula is 0 / 0; the test is then decided by the difference alone.
  const degrees = isRounding || weight === 0 ? first.length + second.length - 2 : square ** 2 / weight;
  return tTest(mean(second) - mean(first), isRounding ? 0 : standardError, degrees, confidence);
}

/** Factor that takes the bias out of a standardised difference: Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)). */
export const hedgesCorrection = (degrees: number): number =>
  Math.exp(logGamma(degrees / 2) - logGamma((degrees - 1) / 2)) / Math.sqrt(degrees / 2);

/** The usual approximation of it, 1 - 3 / (4 m - 1), as many programs print it. */
export const hedgesApproximation = (degrees: number): number => 1 - 3 / (4 * degrees - 1);

/**
 * Hedges' g of `second` against `first`: the difference over the pooled standard deviation, without its bias.
 * @param correction default: the exact one
 * @returns null where a list has fewer than two values; infinite without any spread
 */
export function hedgesG(
  first: readonly number[],
  second: readonly number[],
  correction: (degrees: number) => number = hedgesCorrection,
): number | null {
  const [a, b] = [sampleVariance(first), sampleVariance(second)];
  if (a === null || b === null) return null;
  const degrees = first.length + second.length - 2;
  const pooled = Math.sqrt(((first.length - 1) * a + (second.length - 1) * b) / degrees);
  const difference = mean(second) - mean(first);
  if (pooled <= roundingOf(first, second)) return difference === 0 ? 0 : Math.sign(difference) * Infinity;
  return difference === 0 ? 0 : (correction(degrees) * difference) / pooled;
}
