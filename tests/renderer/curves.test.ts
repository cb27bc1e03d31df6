import type { Curve } from '#shared/contract/domain.ts';
import { describe, expect, test } from 'vitest';
import { appendPoints } from '../../src-renderer/charts/curves.ts';
import { smoothed } from '../../src-renderer/charts/smoothing.ts';

describe('appendPoints()', () => {
  test('adds new steps and new curves, and no step twice', () => {
    const before = [{ metric: 'loss', steps: [1, 2], values: [3, 2] }];
    const after = appendPoints(before, [
      { step: 2, values: { loss: 9 } },
      { step: 3, values: { loss: 1, 'dev/auc': 0.6 } },
    ]);
    expect(after).toEqual([
      { metric: 'loss', steps: [1, 2, 3], values: [3, 2, 1] },
      { metric: 'dev/auc', steps: [3], values: [0.6] },
    ]);
  });
  test('gives a curve that grew as a new object over the same arrays, and leaves the others as they are', () => {
    const before = [
      { metric: 'loss', steps: [1], values: [3] },
      { metric: 'dev/auc', steps: [1], values: [0.5] },
    ];
    const after = appendPoints(before, [{ step: 2, values: { loss: 2 } }]);
    expect(after[0]).not.toBe(before[0]);
    expect(after[0]?.steps).toBe(before[0]?.steps);
    expect(after[1]).toBe(before[1]);
  });
  test('stays within its bound however long the run is, keeps a spike, and thins the beginning no more than the end', () => {
    let curves: Curve[] = [];
    for (let first = 1; first <= 100_000; first += 500)
      curves = appendPoints(
        curves,
        Array.from({ length: 500 }, (_, at) => {
          const step = first + at;
          return { step, values: { loss: step === 1234 ? 99 : Math.sin(step) } };
        }),
        2000,
      );
    const [{ steps, values }] = curves as [Curve];
    expect(steps.length).toBeLessThanOrEqual(2500);
    expect(Math.max(...values)).toBe(99);
    expect([steps[0], steps.at(-1)]).toEqual([1, 100_000]);
    expect(steps.every((step, at) => at === 0 || step > steps[at - 1]!)).toBe(true);
    const half = steps.filter((step) => step <= 50_000).length;
    expect(half / steps.length).toBeGreaterThan(0.35);
  });
});

describe('smoothed()', () => {
  test('keeps a constant as it is, from the first value on', () => {
    for (const value of smoothed([2, 2, 2, 2], 0.9)) expect(value).toBeCloseTo(2, 12);
  });
  test('passes over values that are not finite', () => {
    const values = smoothed([1, Number.NaN, 1], 0.5);
    expect(values[1]).toBeNaN();
    expect(values[2]).toBeCloseTo(1, 12);
  });
});
