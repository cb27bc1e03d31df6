import { describe, expect, it } from 'vitest';
import { holm } from '#lab/stats/holm.ts';
import { expectNear, oracle } from './oracle.ts';

describe('holm()', () => {
  it('equals the oracle, in any order', () => {
    const { p, adjusted } = oracle.holm;
    holm(p).forEach((value, i) => expectNear(value, adjusted[i]!));
    holm(p.slice().reverse())
      .reverse()
      .forEach((value, i) => expectNear(value, adjusted[i]!));
  });

  it('leaves out what has no p', () => {
    expect(holm([0.01, null, 0.04])).toEqual([0.02, null, 0.04]);
  });

  it('never falls below p nor rises above 1', () => {
    expect(holm([0.9, 0.8, 0.02])).toEqual([1, 1, 0.06]);
  });
});
