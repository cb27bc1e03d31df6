import { describe, expect, it } from 'vitest';
import { hedgesApproximation, hedgesG, welchT } from '#lab/stats/welch.ts';
import { expectNear, more, oracle } from './oracle.ts';

describe('welchT()', () => {
  it('equals SciPy in every case', () => {
    for (const c of oracle.cases) {
      const welch = welchT(c.a, c.b);
      expectNear(welch?.t, c.welch_t.t);
      expectNear(welch?.p, c.welch_t.p);
      expectNear(welch?.degrees, c.welch_t.df);
    }
  });

  it('equals SciPy with lists of unequal lengths, interval included', () => {
    for (const { a, u, welch } of more.cases) {
      const test = welchT(a, u, 0.9);
      expectNear(test?.t, welch.t);
      expectNear(test?.degrees, welch.df);
      expectNear(test?.p, welch.p);
      expectNear(test?.interval.low, welch.ci90[0]);
      expectNear(test?.interval.high, welch.ci90[1]);
    }
  });

  it('takes values that are equal but for rounding as without spread', () => {
    const test = welchT([0.1 + 0.2, 0.3, 0.3], [0.31, 0.31, 0.31]);
    expect(test).toMatchObject({ standardError: 0, degrees: 4, t: Infinity, p: 0 });
    // A spread far above rounding stays one.
    expect(welchT([0.3, 0.3, 0.3 + 1e-10], [0.31, 0.31, 0.31])?.standardError).toBeGreaterThan(0);
  });

  it('is null with one value, decided by the difference without spread', () => {
    expect(welchT([1], [2, 3])).toBeNull();
    expect(welchT([1, 1], [1, 1])).toMatchObject({ t: 0, p: 1 });
  });
});

describe('hedgesG()', () => {
  it('equals the oracle with the approximate correction that the oracle uses', () => {
    for (const c of oracle.cases) expectNear(hedgesG(c.a, c.b, hedgesApproximation), c.hedges_g);
  });

  it('has the exact correction by Gamma functions', () => {
    for (const { a, u, hedges_g_exact } of more.cases) expectNear(hedgesG(a, u), hedges_g_exact);
  });

  it('is infinite where only rounding differs', () => {
    expect(hedgesG([0.1 + 0.2, 0.3, 0.3], [0.31, 0.31, 0.31])).toBe(Infinity);
  });

  it('turns its sign with the sides', () => {
    const { a, b } = oracle.cases[0]!;
    expectNear(hedgesG(a, b), -(hedgesG(b, a) ?? NaN), 1e-14);
  });
});
