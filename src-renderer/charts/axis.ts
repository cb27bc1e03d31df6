/** Axes of the charts that are drawn as SVG: round ticks, numbers along a line, names in a row. */

export interface Extent {
  min: number;
  max: number;
}

/** Of the finite values; null without one. */
export function extentOf(values: Iterable<number>): Extent | null {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min > max ? null : { min, max };
}

/** A little room at both ends; around a single value, room to see that it is one. */
export function padded({ min, max }: Extent, share = 0.06): Extent {
  const span = max - min || Math.abs(max) * 0.1 || 1;
  return { min: min - span * share, max: max + span * share };
}

const ROUND = [1, 2, 2.5, 5, 10];

/** Round places inside the extent, about `wanted` of them. */
export function ticksOf({ min, max }: Extent, wanted = 6): number[] {
  const span = max - min;
  if (!(span > 0) || !Number.isFinite(span)) return [min];
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = power * (ROUND.find((factor) => factor * power >= (span / wanted) * 0.999) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiples are rounded to the step's own digits: 0.1 * 3 is not 0.30000000000000004.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** All ticks with the digits that the finest of them needs. */
export function tickTexts(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  if (largest >= 1e5 || (largest > 0 && largest < 1e-3))
    return ticks.map((tick) =>
      tick === 0 ? '0' : tick.toExponential(1).replace('.0e', 'e').replace('e+', 'e'),
    );
  const digits = Math.max(0, ...ticks.map((tick) => String(tick).split('.')[1]?.length ?? 0));
  return ticks.map((tick) => tick.toFixed(Math.min(6, digits)));
}

/** From a value to px. */
export const scaleOf =
  ({ min, max }: Extent, from: number, to: number): ((value: number) => number) =>
  (value) =>
    max === min ? (from + to) / 2 : from + ((value - min) / (max - min)) * (to - from);

/** Of values at powers of ten: 1, 2 and 5 times each, inside the extent. */
export function logTicksOf({ min, max }: Extent): number[] {
  if (!(min > 0)) return [];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++)
    for (const factor of [1, 2, 5]) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= min && tick <= max) ticks.push(tick);
    }
  return ticks;
}
