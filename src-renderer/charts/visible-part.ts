/**
 * What of a long curve is drawn: the part in sight, and of each column of pixels its first, lowest, highest and last point,
 * so that no peak is lost at any zoom, however many points there are.
 */

/** Index of the first value that is not below `x`; the values rise. */
export function lowerBound(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points in sight and one more on each side, so that lines go on to the edge. */
export function visibleRange(xs: ArrayLike<number>, from: number, to: number): [first: number, end: number] {
  const first = Math.max(0, lowerBound(xs, from) - 1);
  let end = lowerBound(xs, to);
  while (end < xs.length && xs[end] === to) end++;
  return [first, Math.min(xs.length, end + 1)];
}

/** Below so many points per column all are drawn. */
const FEW_PER_COLUMN = 4;

/** Where a value lies on the screen: `px = scale * value + shift`, of the logarithm where `log`. */
export interface AxisMap {
  scale: number;
  shift: number;
  log: boolean;
}

export function axisMap(min: number, max: number, start: number, end: number, log: boolean): AxisMap {
  const [low, high] = log ? [Math.log10(min), Math.log10(max)] : [min, max];
  const scale = (end - start) / (high - low || 1);
  return { scale, shift: start - scale * low, log };
}

export const pixelOf = ({ scale, shift, log }: AxisMap, value: number): number =>
  scale * (log ? Math.log10(value) : value) + shift;

export function valueOf({ scale, shift, log }: AxisMap, pixel: number): number {
  const value = (pixel - shift) / scale;
  return log ? 10 ** value : value;
}

/**
 * Pixels of the points of a curve in sight, x and y in turn; NaN twice where the line breaks (a value that is not finite, or
 * not above zero on a logarithmic axis).
 */
export function projected(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  x: AxisMap,
  y: AxisMap,
  from: number,
  to: number,
): number[] {
  const [first, end] = visibleRange(xs, from, to);
  const columns = Math.abs(pixelOf(x, to) - pixelOf(x, from));
  const all = end - first <= FEW_PER_COLUMN * columns;
  const out: number[] = [];
  let column = Number.NaN;
  let start = -1;
  let low = -1;
  let high = -1;
  let last = -1;
  const put = (at: number): void => void out.push(pixelOf(x, xs[at]!), pixelOf(y, ys[at]!));
  const finish = (): void => {
    if (last < 0) return;
    for (const at of low < high ? [low, high] : [high, low]) if (at !== start && at !== last) put(at);
    if (last !== start) put(last);
    last = -1;
  };
  for (let at = first; at < end; at++) {
    const value = ys[at]!;
    if (!Number.isFinite(value) || (y.log && value <= 0) || (x.log && xs[at]! <= 0)) {
      finish();
      out.push(Number.NaN, Number.NaN);
      column = Number.NaN;
      continue;
    }
    if (all) {
      put(at);
      continue;
    }
    const here = Math.floor(pixelOf(x, xs[at]!));
    if (here !== column) {
      finish();
      column = here;
      put(at);
      start = low = high = last = at;
      continue;
    }
    if (value < ys[low]!) low = at;
    if (value > ys[high]!) high = at;
    last = at;
  }
  finish();
  return out;
}
