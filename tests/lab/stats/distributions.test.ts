import { describe, expect, it } from 'vitest';
import {
  logGamma,
  noncentralTP,
  normalP,
  normalQuantile,
  tQuantile,
  tTwoSidedP,
  tUpperP,
} from '#lab/stats/distributions.ts';
import { expectNear, more, oracle } from './oracle.ts';

describe('tTwoSidedP()', () => {
  it('equals 40-digit arithmetic, near zero and far out', () => {
    for (const [t, degrees, p] of more.t_two_sided) expectNear(tTwoSidedP(t, degrees), p, 2e-11);
  });

  it('equals SciPy with broken degrees of freedom', () => {
    for (const { welch_t } of oracle.cases) expectNear(tTwoSidedP(welch_t.t, welch_t.df), welch_t.p);
  });

  it('is 1 at zero, 0 at infinity, and refuses no degrees of freedom', () => {
    expect(tTwoSidedP(0, 4)).toBe(1);
    expect(tTwoSidedP(-Infinity, 4)).toBe(0);
    expect(() => tTwoSidedP(1, 0)).toThrow(RangeError);
  });
});

describe('tUpperP()', () => {
  it('adds up to 1 with the other tail', () => {
    expectNear(tUpperP(1.3, 7) + tUpperP(-1.3, 7), 1, 1e-14);
  });
});

describe('tQuantile()', () => {
  it.each(Object.entries(oracle.t_quantile_975))('equals SciPy at %s degrees of freedom', (df, value) => {
    expectNear(tQuantile(0.975, Number(df)), value, 1e-12);
    expectNear(tQuantile(0.025, Number(df)), -value, 1e-12);
  });

  it('equals 40-digit arithmetic', () => {
    for (const [probability, degrees, t] of more.t_quantile) expectNear(tQuantile(probability, degrees), t);
  });

  it('refuses a probability of 1', () => {
    expect(() => tQuantile(1, 4)).toThrow(RangeError);
  });
});

describe('noncentralTP()', () => {
  it('equals the integral in 40-digit arithmetic to 1e-13', () => {
    for (const [t, degrees, noncentrality, p] of more.noncentral_t)
      expect(Math.abs(noncentralTP(t, degrees, noncentrality) - p)).toBeLessThan(1e-13);
  });

  it('is Student t without a noncentrality', () => {
    expectNear(noncentralTP(1.7, 9, 0), 1 - tTwoSidedP(1.7, 9) / 2, 1e-13);
  });
});

describe('normal distribution and Gamma', () => {
  it('has the values of any table', () => {
    expectNear(normalP(-1.959963984540054), 0.025, 1e-12);
    expectNear(normalQuantile(0.975), 1.959963984540054, 1e-12);
    expectNear(logGamma(5), Math.log(24), 1e-14);
  });
});
