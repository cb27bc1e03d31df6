import { describe, expect, it } from 'vitest';
import { pairedT } from '#lab/stats/paired.ts';
import { equivalenceP } from '#lab/stats/t-test.ts';
import { welchT } from '#lab/stats/welch.ts';
import { expectNear, more } from './oracle.ts';

describe('equivalenceP()', () => {
  it('equals two one-sided tests of SciPy, paired and independent', () => {
    for (const { a, b, u, margin, paired_tost_p, welch_tost_p } of more.cases) {
      expectNear(equivalenceP(pairedT(a, b)!, margin), paired_tost_p);
      expectNear(equivalenceP(welchT(a, u)!, margin), welch_tost_p);
    }
  });

  it('does not change with the sides', () => {
    const { a, b, margin } = more.cases[0]!;
    expectNear(equivalenceP(pairedT(a, b)!, margin), equivalenceP(pairedT(b, a)!, margin), 1e-12);
  });

  it('refuses a margin of zero', () => {
    expect(() => equivalenceP(pairedT([1, 2], [1, 3])!, 0)).toThrow(RangeError);
  });
});
