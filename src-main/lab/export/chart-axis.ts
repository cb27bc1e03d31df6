/** Axes of charts: linear ones with round ticks, logarithmic ones with ticks at 1, 2 and 5 times a power of ten. */

/** A linear axis with round ticks. */
export interface Axis {
  low: number;
  high: number;
  /** Rising, all within [low, high]. */
  ticks: number[];
  /** Digits after the point that tell two ticks apart. */
  decimals: number;
}

/**
 * The smallest axis with steps of 1, 2 or 5 times a power of ten that holds all values, with about `count` ticks.
 * @throws RangeError without a finite value
 */
export function roundAxis(values: readonly number[], count = 6): Axis {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) throw new RangeError('An axis needs at least one finite value.');
  const least = Math.min(...finite);
  const most = Math.max(...finite);
  const span = most - least || Math.abs(most) * 0.1 || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => power * factor >= rough) ?? 10);
  const first = Math.floor(least / step);
  const last = Math.max(Math.ceil(most / step), first + 1);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(decimals)),
  );
  return { low: ticks[0] as number, high: ticks[ticks.length - 1] as number, ticks, decimals };
}

/**
 * The smallest logarithmic axis from and to a tick that holds all values; ticks at 1, 2 and 5 times a power of ten, or at
 * the powers alone where those would be many.
 * @throws RangeError without a finite value above 0
 */
export function logAxis(values: readonly number[]): Omit<Axis, 'decimals'> {
  const finite = values.filter((value) => Number.isFinite(value) && value > 0);
  if (finite.length === 0) throw new RangeError('A logarithmic axis needs at least one value above 0.');
  const first = Math.floor(Math.log10(Math.min(...finite)));
  const last = Math.ceil(Math.log10(Math.max(...finite))) + 1;
  const factors = last - first > 5 ? [1] : [1, 2, 5];
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((power) =>
    factors.map((factor) => Number((factor * 10 ** power).toPrecision(1))),
  );
  const from = all.findLastIndex((tick) => tick <= Math.min(...finite));
  const to = Math.max(
    all.findIndex((tick) => tick >= Math.max(...finite)),
    from + 1,
  );
  const ticks = all.slice(from, to + 1);
  return { low: ticks[0] as number, high: ticks[ticks.length - 1] as number, ticks };
}
