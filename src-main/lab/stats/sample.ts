/** Mean, spread and interval of the repeats of one method. */
import { tQuantile } from './distributions.ts';

/** @throws RangeError on an empty list */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The mean of no values is not defined.');
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sample variance (n - 1); null with fewer than two values. */
export function sampleVariance(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    squares += (value - centre) ** 2;
    rest += value - centre;
  }
  // The second term takes out what rounding of the mean put in (Chan, Golub and LeVeque, 1983).
  return Math.max(0, (squares - (rest * rest) / values.length) / (values.length - 1));
}

/** Rounding alone must not count as a spread: relative to the largest value, what is below it counts as none. */
const ROUNDING = 1e-14;

/** The largest spread that rounding alone may give values of this size, in their unit. */
export const roundingOf = (...lists: readonly (readonly number[])[]): number =>
  ROUNDING * Math.max(...lists.map((values) => Math.max(...values.map(Math.abs))));

/** Sample standard deviation (n - 1); null with fewer than two values. */
export function sampleSd(values: readonly number[]): number | null {
  const variance = sampleVariance(values);
  return variance === null ? null : Math.sqrt(variance);
}

export interface Interval {
  low: number;
  high: number;
}

/** `centre` +- the t quantile times `standardError`. */
export function tBounds(
  centre: number,
  standardError: number,
  degrees: number,
  confidence: number,
): Interval {
  const half = tQuantile(0.5 + confidence / 2, degrees) * standardError;
  return { low: centre - half, high: centre + half };
}

/**
 * Student-t interval of the mean.
 * @param confidence default 0.95
 * @returns null with fewer than two values
 */
export function tInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const sd = sampleSd(values);
  if (sd === null) return null;
  return tBounds(mean(values), sd / Math.sqrt(values.length), values.length - 1, confidence);
}
