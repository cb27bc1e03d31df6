/** Bootstrap of a mean: true resampling with replacement, in blocks of draws with a random stream each, so that any number of threads gives the same draws. */
import { Rng } from '#shared/random.ts';
import type { Interval } from './sample.ts';

/** Draws that share a random stream. */
export const DRAWS_PER_BLOCK = 50;

/**
 * Means of `count` resamples of `values`, all of one block.
 * The loop runs once for each value of each draw (7e8 times in a usual case): two xoroshiro64* streams (Blackman and
 * Vigna, 2018) stand in local variables, and only their best, upper bits choose the value.
 */
export function bootstrapBlock(
  values: Float64Array,
  seed: number,
  block: number,
  count: number,
): Float64Array {
  const n = values.length;
  const rng = new Rng(seed, 'bootstrap', block);
  let [a, b, c, d] = [rng.uint32() | 0, rng.uint32() | 1, rng.uint32() | 0, rng.uint32() | 1];
  const scale = n / 2 ** 32;
  const half = n >> 1;
  const means = new Float64Array(count);
  for (let draw = 0; draw < count; draw++) {
    let first = 0;
    let second = 0;
    for (let i = 0; i < half; i++) {
      const x = Math.imul(a, 0x9e3779bb) >>> 0;
      const mixed = b ^ a;
      a = ((a << 26) | (a >>> 6)) ^ mixed ^ (mixed << 9);
      b = (mixed << 13) | (mixed >>> 19);
      const y = Math.imul(c, 0x9e3779bb) >>> 0;
      const other = d ^ c;
      c = ((c << 26) | (c >>> 6)) ^ other ^ (other << 9);
      d = (other << 13) | (other >>> 19);
      first += values[(x * scale) | 0] as number;
      second += values[(y * scale) | 0] as number;
    }
    if (n % 2 === 1) first += values[rng.int(n)] as number;
    means[draw] = (first + second) / n;
  }
  return means;
}

/** Percentile interval; between two draws in a straight line (Hyndman and Fan's type 7). @param sorted ascending */
export function percentileInterval(sorted: Float64Array, confidence: number): Interval {
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below] as number;
    return low + (place - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low);
  };
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}

/** Two-sided p of "the mean is zero": twice the smaller share of draws on one side of it, at least 1 / draws. */
export function bootstrapP(draws: Float64Array): number {
  let below = 0;
  let above = 0;
  for (const mean of draws) {
    if (mean <= 0) below++;
    if (mean >= 0) above++;
  }
  return Math.min(1, Math.max(1, 2 * Math.min(below, above)) / draws.length);
}
