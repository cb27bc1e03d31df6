import { describe, expect, it } from 'vitest';
import { mannWhitney } from '#lab/stats/mann-whitney.ts';
import { expectNear, more, oracle } from './oracle.ts';

describe('mannWhitney()', () => {
  it('equals SciPy in every case without ties', () => {
    for (const { a, b, mann_whitney_exact_p } of oracle.cases)
      if (mann_whitney_exact_p !== null) expectNear(mannWhitney(a, b)?.p, mann_whitney_exact_p);
  });

  it('equals the list of all choices, with ties and unequal lengths', () => {
    for (const { a, b, mann_whitney_p } of more.ranks) expectNear(mannWhitney(a, b)?.p, mann_whitney_p);
  });

  it('counts what cannot be listed: 25 of 85 values', () => {
    expectNear(mannWhitney(more.long.x, more.long.y)?.p, more.long.mann_whitney_p);
  });

  it('takes the normal distribution for 550 values, as SciPy', () => {
    const test = mannWhitney(more.normal.left, more.normal.right);
    expectNear(test?.p, more.normal.mann_whitney_p);
    expect(test?.isExact).toBe(false);
  });

  it('keeps p when the sides are changed, or all values move', () => {
    for (const { a, b } of more.ranks) {
      expectNear(mannWhitney(b, a)?.p, mannWhitney(a, b)?.p ?? NaN, 1e-12);
      const move = (x: number): number => x + 8;
      expectNear(mannWhitney(a.map(move), b.map(move))?.p, mannWhitney(a, b)?.p ?? NaN, 1e-12);
    }
  });

  it('is null where a list is empty', () => {
    expect(mannWhitney([], [1])).toBeNull();
  });
});
