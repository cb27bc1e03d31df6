/** Curves as data: new points appended to those that were read. */
import type { Curve } from '#shared/contract/domain.ts';

/** New curves with the points added; a step already there (read and received) is not added twice. */
export function appendPoints(
  curves: readonly Curve[],
  points: readonly { step: number; values: Record<string, number> }[],
): Curve[] {
  const result = new Map(
    curves.map(({ metric, steps, values }) => [
      metric,
      { metric, steps: steps.slice(), values: values.slice() },
    ]),
  );
  for (const { step, values } of points) {
    for (const [metric, value] of Object.entries(values)) {
      const curve = result.get(metric) ?? { metric, steps: [], values: [] };
      result.set(metric, curve);
      if (step <= (curve.steps.at(-1) ?? -1)) continue;
      curve.steps.push(step);
      curve.values.push(value);
    }
  }
  return [...result.values()];
}
