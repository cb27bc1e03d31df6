/**
 * Curves of a running stage as data: new points go to the end of the arrays that are there, and a curve that has become long
 * keeps only its extremes, so that neither memory nor the work of a redraw grows with the run.
 */
import type { Curve } from '#shared/contract/domain.ts';

export interface NewPoint {
  step: number;
  values: Readonly<Record<string, number>>;
}

/** Of one curve in the window; beyond, half of them stay. Far more than a screen has columns, so that zooming shows more. */
export const MOST_POINTS = 20_000;

/**
 * Adds to the arrays of `curves` in place, and gives a new list in which a curve that grew is a new object. A step already
 * there (read and received) is not added twice.
 */
export function appendPoints(
  curves: readonly Curve[],
  points: readonly NewPoint[],
  mostPoints = MOST_POINTS,
): Curve[] {
  const result = curves.slice();
  const places = new Map(curves.map(({ metric }, at) => [metric, at]));
  const grown = new Set<number>();
  for (const { step, values } of points)
    for (const metric in values) {
      let at = places.get(metric);
      if (at === undefined) {
        at = result.push({ metric, steps: [], values: [] }) - 1;
        places.set(metric, at);
      }
      const { steps, values: known } = result[at]!;
      if (steps.length > 0 && step <= steps[steps.length - 1]!) continue;
      steps.push(step);
      known.push(values[metric]!);
      grown.add(at);
    }
  for (const at of grown) {
    const curve = result[at]!;
    result[at] = curve.steps.length > mostPoints ? thinnedEvenly(curve, mostPoints / 2) : { ...curve };
  }
  return result;
}

/**
 * The lowest and highest point of each stretch of equally many steps, and both ends. By steps, not by points, as a curve
 * that is thinned again and again would else lose its beginning.
 */
export function thinnedEvenly({ metric, steps, values }: Curve, mostPoints: number): Curve {
  const buckets = Math.max(1, Math.floor(mostPoints / 2) - 1);
  const last = steps.length - 1;
  const from = steps[0] ?? 0;
  const width = ((steps[last] ?? 0) - from) / buckets || 1;
  const thin: Curve = { metric, steps: [], values: [] };
  const keep = (at: number): void => {
    thin.steps.push(steps[at]!);
    thin.values.push(values[at]!);
  };
  let at = 0;
  if (last >= 0) keep(at++);
  while (at < last) {
    const end = from + width * (Math.floor((steps[at]! - from) / width) + 1);
    let low = at;
    let high = at;
    for (at++; at < last && steps[at]! < end; at++) {
      if (values[at]! < values[low]!) low = at;
      if (values[at]! > values[high]!) high = at;
    }
    keep(Math.min(low, high));
    if (low !== high) keep(Math.max(low, high));
  }
  if (last > 0) keep(last);
  return thin;
}
