import { describe, expect, it } from 'vitest';
import { mean, sampleSd, tInterval } from '#lab/stats/sample.ts';
import { expectNear, oracle } from './oracle.ts';

describe('tInterval()', () => {
  it('equals SciPy in every case', () => {
    for (const c of oracle.cases) {
      const interval = tInterval(c.a);
      expectNear(mean(c.a), c.mean_a, 1e-14);
      expectNear(sampleSd(c.a), c.sd_a, 1e-12);
      expectNear(interval?.low, c.ci95_a[0], 1e-12);
      expectNear(interval?.high, c.ci95_a[1], 1e-12);
    }
  });

  it('is null with one value', () => {
    expect(tInterval([0.5])).toBeNull();
    expect(sampleSd([0.5])).toBeNull();
  });
});

describe('sampleSd()', () => {
  it('keeps its digits far from zero', () => {
    expectNear(sampleSd([1e9 + 1, 1e9 + 2, 1e9 + 3]), 1, 1e-12);
  });
});
