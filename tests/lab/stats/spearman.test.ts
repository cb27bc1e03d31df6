import { describe, expect, it } from 'vitest';
import { spearman } from '#lab/stats/spearman.ts';

// Values of scipy.stats.spearmanr, SciPy 1.17.1.
const PAPER_MIND = [
  69.72, 69.97, 69.82, 71.02, 69.49, 68.99, 68.12, 70.55, 70.24, 69.19, 70.62, 70.41, 69.45, 71.19, 70.95,
  70.04,
];
const WITH_TIES = [
  61.81, 62.4, 61.81, 70.4, 64.2, 63.1, 64.7, 66.5, 66.1, 65.0, 66.5, 66.9, 65.2, 71.6, 71.2, 72.0,
];

describe('spearman()', () => {
  it('equals SciPy where values are tied', () => {
    expect(spearman(WITH_TIES, PAPER_MIND)).toBeCloseTo(0.7039771994004667, 12);
    expect(
      spearman([0.61, 0.7, 0.64, 0.7, 0.66, 0.58], [69.72, 71.02, 69.49, 70.55, 69.49, 68.12]),
    ).toBeCloseTo(0.7941176470588236, 12);
  });

  it('does not depend on the order of the pairs', () => {
    expect(spearman([1, 1, 2], [2, 1, 1])).toBeCloseTo(-0.5, 12);
    expect(spearman([1, 1, 2], [1, 2, 1])).toBeCloseTo(-0.5, 12);
  });

  it('is 1 for equal and -1 for opposite orders', () => {
    expect(spearman([1, 2, 30], [4, 5, 6])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 30], [6, 5, 4])).toBeCloseTo(-1, 12);
  });

  it('is not defined for two pairs or a list of equal values', () => {
    expect(spearman([1, 2], [1, 2])).toBeNull();
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
  });

  it('refuses lists of different length', () => {
    expect(() => spearman([1, 2, 3], [1, 2])).toThrow(RangeError);
  });
});
