import { describe, expect, it } from 'vitest';
import { pairedT } from '#lab/stats/paired.ts';
import { expectNear, oracle } from './oracle.ts';

describe('pairedT()', () => {
  it('equals SciPy in every case', () => {
    for (const c of oracle.cases) {
      const paired = pairedT(c.a, c.b);
      expectNear(paired?.t, c.paired_t.t);
      expectNear(paired?.p, c.paired_t.p);
      expectNear(paired?.cohenDz, c.cohen_dz);
    }
  });

  it('turns its sign with the sides, and keeps p', () => {
    for (const { a, b } of oracle.cases) {
      const [there, back] = [pairedT(a, b), pairedT(b, a)];
      expectNear(there?.p, back?.p ?? NaN, 1e-12);
      expect(there?.difference).toBe(-(back?.difference ?? NaN));
      expect(there?.interval.low).toBe(-(back?.interval.high ?? NaN));
    }
  });

  it('does not change when both sides move by the same', () => {
    for (const { a, b } of oracle.cases.filter(({ paired_t }) => paired_t.p < 0.99)) {
      const moved = pairedT(
        a.map((x) => x - 64),
        b.map((x) => x - 64),
      );
      expectNear(moved?.p, pairedT(a, b)?.p ?? NaN, 1e-9);
    }
  });

  it('finds no difference between equal lists', () => {
    expect(pairedT([1, 2, 3], [1, 2, 3])).toMatchObject({ difference: 0, t: 0, p: 1, cohenDz: 0 });
  });

  it('takes differences that are equal but for rounding as without spread', () => {
    expect(pairedT([0.1, 0.2, 0.3], [0.2, 0.3, 0.4])).toMatchObject({ standardError: 0, p: 0 });
  });

  it('is null with one pair, and refuses lists of other lengths', () => {
    expect(pairedT([1], [2])).toBeNull();
    expect(() => pairedT([1, 2], [1])).toThrow(RangeError);
  });
});
