/** What paired and Welch's t tests have in common: from a difference and its standard error to p, interval and equivalence. */
import { tTwoSidedP, tUpperP } from './distributions.ts';
import { tBounds, type Interval } from './sample.ts';

export interface TTest {
  /** Mean of second - first. */
  difference: number;
  standardError: number;
  degrees: number;
  /** Infinite where the difference has no spread, 0 where nothing differs. */
  t: number;
  /** Two-sided. */
  p: number;
  interval: Interval;
}

/** @param confidence of the interval, e.g. 0.95 */
export function tTest(difference: number, standardError: number, degrees: number, confidence: number): TTest {
  const t = standardError === 0 && difference === 0 ? 0 : difference / standardError;
  return {
    difference,
    standardError,
    degrees,
    t,
    p: tTwoSidedP(t, degrees),
    interval: tBounds(difference, standardError, degrees, confidence),
  };
}

/**
 * Two one-sided tests (Schuirmann, 1987): p for "the true difference lies outside of +-margin".
 * @param margin above 0, in the unit of the difference
 */
export function equivalenceP(
  { difference, standardError, degrees }: Pick<TTest, 'difference' | 'standardError' | 'degrees'>,
  margin: number,
): number {
  if (!(margin > 0)) throw new RangeError(`The margin must be positive, got ${margin}.`);
  if (standardError === 0) return Math.abs(difference) < margin ? 0 : 1;
  const aboveLow = tUpperP((difference + margin) / standardError, degrees);
  const belowHigh = tUpperP((margin - difference) / standardError, degrees);
  return Math.max(aboveLow, belowHigh);
}
