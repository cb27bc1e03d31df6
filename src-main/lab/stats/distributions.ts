/**
 * Distributions of the tests, on cephes' incomplete beta function and normal distribution (docs/decisions has the
 * measurement): Student's t, the normal, and the noncentral t, which no kept library has exact enough.
 */
import cephes from 'cephes';

// The library is WebAssembly; it must be ready before the first call.
await cephes.compiled;

/**
 * Two-sided probability P(|T| >= |t|), relative error below 1e-11.
 * @param degrees degrees of freedom, above 0, need not be whole
 * @throws RangeError when `degrees` is not positive
 */
export function tTwoSidedP(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`Degrees of freedom must be positive, got ${degrees}.`);
  if (!Number.isFinite(t)) return Number.isNaN(t) ? NaN : 0;
  const square = t * t;
  // Near zero the other tail keeps the digits: 1 is too close to degrees / (degrees + t^2).
  if (square < 1) return 1 - cephes.incbet(0.5, degrees / 2, square / (degrees + square));
  return cephes.incbet(degrees / 2, 0.5, degrees / (degrees + square));
}

/** P(T >= t), one-sided. */
export function tUpperP(t: number, degrees: number): number {
  const tail = tTwoSidedP(t, degrees) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The t with P(T <= t) = `probability`.
 * @throws RangeError when `probability` is not strictly between 0 and 1
 */
export function tQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`A probability strictly between 0 and 1 is needed, got ${probability}.`);
  if (!(degrees > 0)) throw new RangeError(`Degrees of freedom must be positive, got ${degrees}.`);
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -tQuantile(1 - probability, degrees);
  const x = cephes.incbi(degrees / 2, 0.5, 2 * (1 - probability));
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** P(Z <= z) of the standard normal distribution. */
export const normalP = (z: number): number => cephes.ndtr(z);

/** The z with P(Z <= z) = `probability`. */
export const normalQuantile = (probability: number): number => cephes.ndtri(probability);

/** ln Gamma(x), x > 0. */
export const logGamma = (x: number): number => cephes.lgam(x);

/** Below it a Poisson weight adds nothing to a probability. */
const NEGLIGIBLE = 1e-17;

/**
 * P(T <= t) of the noncentral t distribution, absolute error below 1e-12 for |noncentrality| up to 35: Lenth's series
 * (Applied Statistics, AS 243, 1989) over incomplete beta functions.
 */
export function noncentralTP(t: number, degrees: number, noncentrality: number): number {
  if (!(degrees > 0)) throw new RangeError(`Degrees of freedom must be positive, got ${degrees}.`);
  if (t < 0) return 1 - noncentralTP(-t, degrees, -noncentrality);
  const below = cephes.ndtr(-noncentrality);
  if (t === 0) return below;
  const x = (t * t) / (t * t + degrees);
  const half = (noncentrality * noncentrality) / 2;
  const b = degrees / 2;
  // Poisson weights of the even and the odd terms; the odd ones keep the sign of the noncentrality.
  let even = Math.exp(-half);
  let odd = (noncentrality * even) / (Math.SQRT2 * Math.sqrt(Math.PI / 4));
  // I_x(a, b) of both for a = j + 1/2 and j + 1, and what the next a takes off: x^a (1 - x)^b / (a B(a, b)).
  let evenBeta = cephes.incbet(0.5, b, x);
  let oddBeta = cephes.incbet(1, b, x);
  let evenStep = betaStep(0.5, b, x);
  let oddStep = betaStep(1, b, x);
  let sum = 0;
  for (let j = 0; j < 10_000; j++) {
    sum += even * evenBeta + odd * oddBeta;
    even *= half / (j + 1);
    odd *= half / (j + 1.5);
    if (j > half && even + Math.abs(odd) < NEGLIGIBLE) break;
    evenBeta -= evenStep;
    oddBeta -= oddStep;
    evenStep *= (x * (j + 0.5 + b)) / (j + 1.5);
    oddStep *= (x * (j + 1 + b)) / (j + 2);
  }
  return Math.min(1, below + sum / 2);
}

function betaStep(a: number, b: number, x: number): number {
  const logBeta = cephes.lgam(a) + cephes.lgam(b) - cephes.lgam(a + b);
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) / a;
}
