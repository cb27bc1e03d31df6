import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareRows, pairedT } from '#lab/stats/paired.ts';
import { mean, sampleSd, tInterval } from '#lab/stats/sample.ts';
import { tQuantile, tTwoSidedP } from '#lab/stats/student-t.ts';
import type { ResultRow } from '#shared/contract/tables.ts';

interface Case {
  a: number[];
  b: number[];
  mean_a: number;
  sd_a: number;
  ci95_a: [number, number];
  paired_t: { t: number; p: number };
  welch_t: { t: number; p: number; df: number };
  cohen_dz: number;
}
const oracle = JSON.parse(
  readFileSync(new URL('../../fixtures/oracles/stats.json', import.meta.url), 'utf8'),
) as { cases: Case[]; t_quantile_975: Record<string, number> };

function expectNear(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));
}

describe('tQuantile()', () => {
  it.each(Object.entries(oracle.t_quantile_975))('equals SciPy at %s degrees of freedom', (df, value) => {
    expectNear(tQuantile(0.975, Number(df)), value, 1e-12);
    expectNear(tQuantile(0.025, Number(df)), -value, 1e-12);
  });

  it('inverts tTwoSidedP() with many degrees of freedom', () => {
    expectNear(tTwoSidedP(tQuantile(0.999, 5000), 5000), 0.002, 1e-12);
  });

  it('refuses a probability of 1', () => {
    expect(() => tQuantile(1, 4)).toThrow(RangeError);
  });
});

describe('tTwoSidedP()', () => {
  it('equals SciPy with broken degrees of freedom', () => {
    for (const { welch_t } of oracle.cases) {
      expect(Math.abs(tTwoSidedP(welch_t.t, welch_t.df) / welch_t.p - 1)).toBeLessThan(1e-10);
    }
  });

  it('is 1 at zero and 0 at infinity', () => {
    expect(tTwoSidedP(0, 4)).toBe(1);
    expect(tTwoSidedP(Infinity, 4)).toBe(0);
  });
});

describe('tInterval()', () => {
  it('equals SciPy in every case', () => {
    for (const c of oracle.cases) {
      const interval = tInterval(c.a);
      expectNear(mean(c.a), c.mean_a, 1e-14);
      expectNear(sampleSd(c.a) ?? NaN, c.sd_a, 1e-12);
      expectNear(interval?.low ?? NaN, c.ci95_a[0], 1e-12);
      expectNear(interval?.high ?? NaN, c.ci95_a[1], 1e-12);
    }
  });

  it('is null with one value', () => {
    expect(tInterval([0.5])).toBeNull();
    expect(sampleSd([0.5])).toBeNull();
  });
});

describe('pairedT()', () => {
  it('equals SciPy in every case', () => {
    for (const c of oracle.cases) {
      const paired = pairedT(c.a, c.b);
      expectNear(paired?.t ?? NaN, c.paired_t.t, 1e-9);
      expectNear(paired?.p ?? NaN, c.paired_t.p, 1e-9);
      expectNear(paired?.cohenDz ?? NaN, c.cohen_dz, 1e-9);
    }
  });

  it('finds no difference between equal lists', () => {
    expect(pairedT([1, 2, 3], [1, 2, 3])).toMatchObject({ difference: 0, t: 0, p: 1, cohenDz: 0 });
  });
});

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
