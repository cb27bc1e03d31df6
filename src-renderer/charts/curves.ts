/** Curves as data: new points appended, curves that share a chart put together. */
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

/** `loss` and `loss/distill` share a chart, `dev/auc` and `dev/mrr` another; empty curves are left out. */
export function curveFamilies(curves: readonly Curve[]): [family: string, members: Curve[]][] {
  const found = new Map<string, Curve[]>();
  for (const curve of curves) {
    if (curve.steps.length === 0) continue;
    const family = curve.metric.split('/')[0] ?? curve.metric;
    found.set(family, [...(found.get(family) ?? []), curve]);
  }
  return [...found];
}
