/** Several repeats as one curve: their mean with its standard deviation (n - 1) at each place where at least one is. */
import { lowerBound } from './visible-part.ts';

export interface Band {
  xs: Float64Array;
  mean: Float64Array;
  /** NaN where fewer than two repeats are. */
  sd: Float64Array;
  n: Uint16Array;
}

export interface Track {
  /** Rising. */
  xs: Float64Array;
  ys: Float64Array;
}

/** More places than a screen has columns show nothing more. */
const MOST_PLACES = 1200;

/** The value of a track at `x`, straight between its points; NaN before its first and after its last. */
export function valueAt({ xs, ys }: Track, x: number): number {
  const at = lowerBound(xs, x);
  if (at >= xs.length) return Number.NaN;
  const [right, rightY] = [xs[at]!, ys[at]!];
  if (right === x) return rightY;
  if (at === 0) return Number.NaN;
  const [left, leftY] = [xs[at - 1]!, ys[at - 1]!];
  return leftY + ((rightY - leftY) * (x - left)) / (right - left);
}

/** All places of all tracks, evenly fewer of them where there are very many. */
function placesOf(tracks: readonly Track[]): Float64Array {
  const [first] = tracks;
  const same = first !== undefined && tracks.every(({ xs }) => sameNumbers(xs, first.xs));
  const all = same ? first.xs : unionOf(tracks);
  if (all.length <= MOST_PLACES) return all;
  return Float64Array.from(
    { length: MOST_PLACES },
    (_, at) => all[Math.round((at * (all.length - 1)) / (MOST_PLACES - 1))]!,
  );
}

/** Of tracks of many different places (thinned ones) a grid, as the union would take longer than the picture is worth. */
function unionOf(tracks: readonly Track[]): Float64Array {
  const points = tracks.reduce((sum, { xs }) => sum + xs.length, 0);
  if (points <= MOST_PLACES * 8) {
    const union = new Set<number>();
    for (const { xs } of tracks) for (const x of xs) union.add(x);
    return Float64Array.from(union).sort();
  }
  let [min, max] = [Infinity, -Infinity];
  for (const { xs } of tracks) {
    if (xs.length === 0) continue;
    min = Math.min(min, xs[0]!);
    max = Math.max(max, xs[xs.length - 1]!);
  }
  return Float64Array.from({ length: MOST_PLACES }, (_, at) => min + ((max - min) * at) / (MOST_PLACES - 1));
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

export function bandOf(tracks: readonly Track[]): Band {
  const xs = placesOf(tracks);
  const mean = new Float64Array(xs.length);
  const sd = new Float64Array(xs.length);
  const n = new Uint16Array(xs.length);
  const values: number[] = [];
  for (let at = 0; at < xs.length; at++) {
    values.length = 0;
    for (const track of tracks) {
      const value = valueAt(track, xs[at]!);
      if (Number.isFinite(value)) values.push(value);
    }
    n[at] = values.length;
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    mean[at] = average;
    const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
    sd[at] = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Number.NaN;
  }
  return { xs, mean, sd, n };
}
