import { describe, expect, it } from 'vitest';
import { wilcoxon } from '#lab/stats/wilcoxon.ts';
import { expectNear, more, oracle } from './oracle.ts';

describe('wilcoxon()', () => {
  it('equals SciPy in every case without ties', () => {
    for (const { a, b, wilcoxon_exact_p } of oracle.cases)
      if (wilcoxon_exact_p !== null) expectNear(wilcoxon(b.map((y, i) => y - a[i]!))?.p, wilcoxon_exact_p);
  });

  it('equals the list of all signs, with ties and zeros', () => {
    for (const { d, wilcoxon_p } of more.ranks) expectNear(wilcoxon(d)?.p, wilcoxon_p);
  });

  it('counts what cannot be listed: 60 differences', () => {
    expectNear(wilcoxon(more.long.x)?.p, more.long.wilcoxon_p);
    expect(wilcoxon(more.long.x)?.isExact).toBe(true);
  });

  it('takes the normal distribution for 400 differences, as SciPy', () => {
    expectNear(wilcoxon(more.normal.wide)?.p, more.normal.wilcoxon_p);
    expect(wilcoxon(more.normal.wide)?.isExact).toBe(false);
  });

  it('sees ties through rounding', () => {
    // 70.3 - 70.1 and 70.2 - 70 differ in the last binary digits alone.
    expect(wilcoxon([70.3 - 70.1, 70 - 70.2, 0.5], 70)?.p).toBe(wilcoxon([0.2, -0.2, 0.5])?.p);
  });

  it('does not change with the sides', () => {
    for (const { d } of more.ranks) expect(wilcoxon(d)?.p).toBe(wilcoxon(d.map((x) => -x))?.p);
  });

  it('finds nothing where nothing differs', () => {
    expect(wilcoxon([0, 0, 0])).toMatchObject({ p: 1 });
    expect(wilcoxon([])).toBeNull();
  });

  it('cannot go below 0.0625 with five pairs', () => {
    expect(wilcoxon([1, 2, 3, 4, 5])?.p).toBe(0.0625);
  });
});
