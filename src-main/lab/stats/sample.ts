/** Mean, spread and interval of the repeats of one method. */
import { tQuantile } from './student-t.ts';

/** @throws RangeError on an empty list */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The mean of no values is not defined.');
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sample standard deviation (n - 1); null with fewer than two values. */
export function sampleSd(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

export interface Interval {
  low: number;
  high: number;
}

/**
 * Student-t interval of the mean.
 * @param confidence default 0.95
 * @returns null with fewer than two values
 */
export function tInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const sd = sampleSd(values);
  if (sd === null) return null;
  const half = (tQuantile(0.5 + confidence / 2, values.length - 1) * sd) / Math.sqrt(values.length);
  const centre = mean(values);
  return { low: centre - half, high: centre + half };
}
