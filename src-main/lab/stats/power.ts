/**
 * What a study of so many repeats can see: power of the two-sided t test by the noncentral t distribution, the smallest
 * difference it finds often enough, and the repeats that a difference needs.
 */
import { noncentralTP, normalQuantile, tQuantile } from './distributions.ts';

/** Of a test at 5%: found in 80% of studies. */
export const POWER = 0.8;
export const LEVEL = 0.05;

export type Design = 'paired' | 'independent';

/** Degrees of freedom and sqrt of the effective number with n repeats (per group). */
const designOf = (design: Design, n: number): { degrees: number; root: number } =>
  design === 'paired'
    ? { degrees: n - 1, root: Math.sqrt(n) }
    : { degrees: 2 * n - 2, root: Math.sqrt(n / 2) };

/** The series of the noncentral t holds up to here; the power is above 0.99 by then, whatever the degrees. */
const LARGEST_NONCENTRALITY = 35;

/** Chance that a two-sided t test at 5% finds an effect with this noncentrality, not below 0. */
export function tPower(wanted: number, degrees: number): number {
  const noncentrality = Math.min(wanted, LARGEST_NONCENTRALITY);
  const critical = criticalT(degrees);
  return 1 - noncentralTP(critical, degrees, noncentrality) + noncentralTP(-critical, degrees, noncentrality);
}

const criticals = new Map<number, number>();
function criticalT(degrees: number): number {
  const known = criticals.get(degrees);
  if (known !== undefined) return known;
  const value = tQuantile(1 - LEVEL / 2, degrees);
  // Whole degrees come back again and again; broken ones never.
  if (Number.isInteger(degrees) && degrees < 10_000) criticals.set(degrees, value);
  return value;
}

const needed = new Map<number, number>();
/**
 * The noncentrality at which the power is 80%: times the standard error it is the smallest difference that is found in
 * so many studies.
 */
export function detectableNoncentrality(degrees: number): number {
  const known = needed.get(degrees);
  if (known !== undefined) return known;
  // Secant steps on the normal scale, where the power is nearly a straight line.
  const target = normalQuantile(POWER);
  const miss = (at: number): number => normalQuantile(tPower(at, degrees)) - target;
  let [before, at] = [criticalT(degrees) + target, criticalT(degrees) * 1.1 + target];
  let [missBefore, missAt] = [miss(before), miss(at)];
  for (let i = 0; i < 30 && Math.abs(at - before) > 1e-13 * at && missAt !== missBefore; i++) {
    const next = at - (missAt * (at - before)) / (missAt - missBefore);
    [before, missBefore] = [at, missAt];
    at = next;
    missAt = miss(at);
  }
  if (Number.isInteger(degrees) && degrees < 10_000) needed.set(degrees, at);
  return at;
}

/** More than that nobody runs; the number is then only an order of magnitude. */
const MOST = 1_000_000;

/**
 * Repeats (pairs, or per group) at which an effect is found in 80% of studies at 5%; null for no effect.
 * @param effect standardised: difference / sd of the differences (paired), or / sd within a group (independent)
 */
export function repeatsFor(effect: number, design: Design): number | null {
  const size = Math.abs(effect);
  if (size === 0 || Number.isNaN(size)) return null;
  const finds = (n: number): boolean => {
    const { degrees, root } = designOf(design, n);
    return tPower(size * root, degrees) >= POWER;
  };
  // The normal distribution's answer is a few below the t's; from there the way is short.
  const normal = ((normalQuantile(1 - LEVEL / 2) + normalQuantile(POWER)) / size) ** 2;
  const start = Math.ceil(design === 'paired' ? normal : 2 * normal);
  if (start > MOST) return start;
  let n = Math.max(2, start);
  while (n > 2 && finds(n - 1)) n--;
  while (!finds(n)) n++;
  return n;
}
