/**
 * Student's t distribution by the regularised incomplete beta function: tail probability and quantile, to about 1e-12.
 * Written here because the kept libraries are either hundreds of packages or good to 1e-8 only (docs/decisions).
 */

/** Lanczos approximation, g = 7, nine terms (Godfrey); relative error near 1e-15 for x > 0.5. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

function logGamma(x: number): number {
  const z = x - 1;
  const t = z + 7.5;
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (z + i);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Continued fraction of the incomplete beta function by Lentz's method (Numerical Recipes, section 6.4). */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const apart = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / apart(1 + even * d);
    c = apart(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / apart(1 + odd * d);
    c = apart(1 + odd / c);
    const change = d * c;
    h *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return h;
}

/** I_x(a, b); `rest` is 1 - x, given apart because it may be too small to be told from x. */
function incompleteBeta(a: number, b: number, x: number, rest: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a;
  return 1 - (front * betaFraction(b, a, rest)) / b;
}

/**
 * Two-sided probability P(|T| >= |t|).
 * @param degrees degrees of freedom, above 0
 * @throws RangeError when `degrees` is not positive
 */
export function tTwoSidedP(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`Degrees of freedom must be positive, got ${degrees}.`);
  if (!Number.isFinite(t)) return Number.isNaN(t) ? NaN : 0;
  const square = t * t;
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square));
}

/**
 * The t with P(T <= t) = `probability`.
 * @throws RangeError when `probability` is not strictly between 0 and 1
 */
export function tQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`A probability strictly between 0 and 1 is needed, got ${probability}.`);
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -tQuantile(1 - probability, degrees);
  const tail = 2 * (1 - probability);
  let low = 0;
  let high = 1;
  while (tTwoSidedP(high, degrees) > tail) high *= 2;
  // Bisection: 100 halvings end at the neighbouring double, and a table needs few of them.
  for (let i = 0; i < 100 && low < high; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (tTwoSidedP(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
