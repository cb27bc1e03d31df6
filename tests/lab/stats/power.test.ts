import { describe, expect, it } from 'vitest';
import { detectableNoncentrality, repeatsFor, tPower } from '#lab/stats/power.ts';
import { expectNear, more } from './oracle.ts';

describe('repeatsFor()', () => {
  it('equals a count with SciPy, paired and independent', () => {
    for (const [effect, paired, independent] of more.repeats_for) {
      expect(repeatsFor(effect, 'paired'), `${effect}`).toBe(paired);
      expect(repeatsFor(-effect, 'independent'), `${effect}`).toBe(independent);
    }
  });

  it('is null where nothing is seen, and answers at once for next to nothing', () => {
    expect(repeatsFor(0, 'paired')).toBeNull();
    expect(repeatsFor(1e-6, 'paired')).toBeGreaterThan(1e12);
    expect(repeatsFor(1e9, 'paired')).toBe(2);
  });
});

describe('detectableNoncentrality()', () => {
  it('equals SciPy as d_z', () => {
    for (const [n, effect] of more.detectable_dz)
      expectNear(detectableNoncentrality(n - 1) / Math.sqrt(n), effect, 1e-9);
  });

  it('is near 1.7 for five pairs, and answers for broken degrees of freedom', () => {
    expect(detectableNoncentrality(4) / Math.sqrt(5)).toBeCloseTo(1.68, 2);
    expectNear(tPower(detectableNoncentrality(5.37), 5.37), 0.8, 1e-9);
    expectNear(tPower(detectableNoncentrality(1.02), 1.02), 0.8, 1e-9);
  });
});
