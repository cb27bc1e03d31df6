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
