import { describe, expect, test } from 'vitest';
import { bandOf, valueAt } from '../../src-renderer/charts/band.ts';

const track = (xs: number[], ys: number[]) => ({ xs: Float64Array.from(xs), ys: Float64Array.from(ys) });

describe('valueAt()', () => {
  const line = track([0, 10, 20], [1, 3, 2]);
  test('is straight between points and the point itself where there is one', () => {
    expect([0, 5, 10, 15, 20].map((x) => valueAt(line, x))).toEqual([1, 2, 3, 2.5, 2]);
  });
  test('is nothing before the first and after the last point', () => {
    expect([-1, 21].map((x) => valueAt(line, x))).toEqual([Number.NaN, Number.NaN]);
    expect(valueAt(track([], []), 0)).toBeNaN();
  });
});

describe('bandOf()', () => {
  test('gives mean and sample deviation at each step', () => {
    const { xs, mean, sd, n } = bandOf([track([1, 2], [1, 4]), track([1, 2], [2, 4]), track([1, 2], [3, 7])]);
    expect([...xs]).toEqual([1, 2]);
    expect([...mean]).toEqual([2, 5]);
    expect(sd[0]).toBeCloseTo(1, 12);
    expect(sd[1]).toBeCloseTo(Math.sqrt(3), 12);
    expect([...n]).toEqual([3, 3]);
  });
  test('takes all places of tracks that have different ones, without inventing ends', () => {
    const { xs, mean, sd, n } = bandOf([track([0, 10], [0, 10]), track([5, 15], [6, 16])]);
    expect([...xs]).toEqual([0, 5, 10, 15]);
    expect([...mean]).toEqual([0, 5.5, 10.5, 16]);
    expect([...n]).toEqual([1, 2, 2, 1]);
    expect([...sd].map(Number.isNaN)).toEqual([true, false, false, true]);
  });
  test('passes over values that are not finite', () => {
    const { mean, n } = bandOf([track([1], [Number.NaN]), track([1], [4])]);
    expect([mean[0], n[0]]).toEqual([4, 1]);
  });
  test('stays small for many long tracks, from the first place to the last', () => {
    const long = (shift: number) =>
      track(
        Array.from({ length: 5000 }, (_, at) => at * 7 + shift),
        Array.from({ length: 5000 }, () => 2),
      );
    const { xs, mean } = bandOf([long(0), long(1), long(2)]);
    expect(xs.length).toBe(1200);
    expect([xs[0], xs[1199]]).toEqual([0, 4999 * 7 + 2]);
    expect(mean.every((value) => value === 2)).toBe(true);
  });
});
