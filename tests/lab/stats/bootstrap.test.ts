import { describe, expect, it } from 'vitest';
import { bootstrapBlock, bootstrapP, percentileInterval } from '#lab/stats/bootstrap.ts';
import { mean, sampleSd } from '#lab/stats/sample.ts';
import { Rng } from '#shared/random.ts';

const draws = (values: Float64Array, blocks: number): number[] =>
  Array.from({ length: blocks }, (_, block) => [...bootstrapBlock(values, 1, block, 50)]).flat();

describe('bootstrapBlock()', () => {
  it('draws means with the mean and the standard error of theory', () => {
    const rng = new Rng(3);
    const values = Float64Array.from({ length: 501 }, () => rng.normal() + 2);
    const means = draws(values, 200);
    const centre = mean([...values]);
    const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
    const error = Math.sqrt(variance / values.length);
    // 10,000 draws: the mean within 4 of its standard errors, the sd within 4 of its own (1 / sqrt(2 draws)).
    expect(Math.abs(mean(means) - centre)).toBeLessThan((4 * error) / 100);
    expect(Math.abs((sampleSd(means) ?? 0) / error - 1)).toBeLessThan(4 / Math.sqrt(20_000));
  });

  it('chooses every value as often as any other', () => {
    // Of three values the mean of three draws tells how often each was chosen: 1, 10, 100.
    const values = Float64Array.from([1, 10, 100]);
    const counts = [0, 0, 0];
    for (const value of draws(values, 400)) {
      const sum = Math.round(value * 3);
      counts[2]! += Math.floor(sum / 100);
      counts[1]! += Math.floor((sum % 100) / 10);
      counts[0]! += sum % 10;
    }
    // A sum like 30 has three tens; 3 has three ones; none carries over.
    for (const count of counts) expect(Math.abs(count / 60_000 - 1 / 3)).toBeLessThan(0.008);
  });

  it('is the same for a seed and a block, and another for others', () => {
    const values = Float64Array.from([1, 2, 4, 8, 16]);
    expect(bootstrapBlock(values, 7, 2, 20)).toEqual(bootstrapBlock(values, 7, 2, 20));
    expect(bootstrapBlock(values, 7, 3, 20)).not.toEqual(bootstrapBlock(values, 7, 2, 20));
    expect(bootstrapBlock(values, 8, 2, 20)).not.toEqual(bootstrapBlock(values, 7, 2, 20));
  });
});

describe('percentileInterval()', () => {
  it('equals the quantiles of NumPy', () => {
    const { low, high } = percentileInterval(Float64Array.from([1, 2, 4, 8, 16]), 0.9);
    expect(low).toBeCloseTo(1.2, 12);
    expect(high).toBeCloseTo(14.4, 12);
  });
});

describe('bootstrapP()', () => {
  it('is twice the smaller share, and never 0', () => {
    expect(bootstrapP(Float64Array.from([-1, 1, 2, 3]))).toBe(0.5);
    expect(bootstrapP(Float64Array.from([1, 2, 3, 4]))).toBe(0.25);
    expect(bootstrapP(Float64Array.from([0, 0]))).toBe(1);
  });
});
