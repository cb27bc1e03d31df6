import { describe, expect, it } from 'vitest';
import { compareRows } from '#lab/compare/compare-rows.ts';
import type { ResultRow } from '#shared/contract/tables.ts';

describe('compareRows()', () => {
  const row = (seeds: number[], values: number[]): ResultRow => ({
    method: 'm',
    layers: 2,
    parameters: null,
    metrics: { auc: { mean: 0, sd: 0, n: values.length, values }, mrr: null, ndcg5: null, ndcg10: null },
    seeds,
    runs: [],
  });

  it('pairs by seed, not by place', () => {
    const compared = compareRows(row([1, 2, 3], [0.5, 0.6, 0.7]), row([3, 9, 1], [0.71, 0.1, 0.52]));
    expect(compared?.differences.map((d) => Number(d.toFixed(6)))).toEqual([0.02, 0.01]);
  });

  it('is null where fewer than two seeds are shared', () => {
    expect(compareRows(row([1, 2], [0.5, 0.6]), row([2, 3], [0.5, 0.6]))).toBeNull();
  });
});
