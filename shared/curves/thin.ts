/**
 * Fewer points of a curve for drawing: of each bucket of equally many points its lowest and highest stay, so that no
 * spike disappears; the first and the last point stay, too.
 */

export interface Points {
  steps: readonly number[];
  values: readonly number[];
}

/**
 * Indices of the points that stay, ascending; all where there are no more than `maxPoints`.
 * @param maxPoints at least 4
 */
export function thinIndices(values: ArrayLike<number>, maxPoints: number): number[] {
  const { length } = values;
  if (length <= maxPoints) return Array.from({ length }, (_, i) => i);
  const buckets = Math.max(1, Math.floor((maxPoints - 2) / 2));
  const kept = [0];
  const inner = length - 2;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
      if (values[i]! < values[low]!) low = i;
      if (values[i]! > values[high]!) high = i;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  kept.push(length - 1);
  return kept;
}

/** The curve itself where it is short enough. */
export function thinCurve<T extends Points>(
  curve: T,
  maxPoints: number,
): T & { steps: number[]; values: number[] } {
  if (curve.steps.length <= maxPoints) return curve as T & { steps: number[]; values: number[] };
  const kept = thinIndices(curve.values, maxPoints);
  return {
    ...curve,
    steps: kept.map((i) => curve.steps[i]!),
    values: kept.map((i) => curve.values[i]!),
  };
}
