import { expect, test } from 'vitest';
import { thinCurve, thinIndices } from '#shared/curves/thin.ts';

test('thinCurve() keeps a lone spike, both ends and the order of steps', () => {
  const steps = Array.from({ length: 100_000 }, (_, i) => i);
  const values = steps.map((step) => (step === 54_321 ? 99 : step === 777 ? -99 : Math.sin(step / 100)));
  const thin = thinCurve({ metric: 'loss', steps, values }, 500);
  expect(thin.metric).toBe('loss');
  expect(thin.steps.length).toBeLessThanOrEqual(500);
  expect(thin.steps.length).toBeGreaterThan(400);
  expect(thin.values[thin.steps.indexOf(54_321)]).toBe(99);
  expect(thin.values[thin.steps.indexOf(777)]).toBe(-99);
  expect([thin.steps[0], thin.steps[thin.steps.length - 1]]).toEqual([0, 99_999]);
  expect(thin.steps.every((step, i) => i === 0 || step > thin.steps[i - 1]!)).toBe(true);
});

test('thinCurve() gives a short curve as it is', () => {
  const curve = { steps: [1, 2, 3], values: [3, 2, 1] };
  expect(thinCurve(curve, 10)).toBe(curve);
});

test('thinIndices() never exceeds its limit', () => {
  for (const limit of [4, 5, 10, 11, 100])
    for (const length of [5, 11, 12, 101, 1000])
      expect(thinIndices(Float64Array.from({ length }, Math.random), limit).length).toBeLessThanOrEqual(
        Math.max(limit, 4),
      );
});
