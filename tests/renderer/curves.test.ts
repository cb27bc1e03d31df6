import { describe, expect, test } from 'vitest';
import { appendPoints } from '../../src-renderer/charts/curves.ts';
import { smoothed } from '../../src-renderer/charts/smoothing.ts';
import { columnFacts, rounded } from '../../src-renderer/components/experiment/rank.ts';
import { rowOf, tableOf } from './fixture-data.ts';

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
    expect(before[0]?.steps).toEqual([1, 2]);
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

describe('columnFacts()', () => {
  test('marks best and second by the printed mean', () => {
    const { rows } = tableOf(rowOf('x', 'done', 98, 98));
    const { best, second } = columnFacts(rows, 'auc');
    const means = rows.map((row) => rounded(row.metrics.auc?.mean ?? 0)).sort((a, b) => b - a);
    expect([best, second]).toEqual(means.slice(0, 2));
  });
  test('marks nothing in a table of one row', () => {
    const { rows } = tableOf(rowOf('x', 'done', 98, 98));
    expect(columnFacts(rows.slice(0, 1), 'auc')).toMatchObject({ best: undefined, second: undefined });
  });
});
