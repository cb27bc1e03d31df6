import { describe, expect, it } from 'vitest';
import { nestedVariance } from '#lab/stats/nested-variance.ts';
import { expectNear, more } from './oracle.ts';

describe('nestedVariance()', () => {
  it('equals the analysis of variance by SciPy, balanced or not', () => {
    for (const { groups, within, between } of more.nested) {
      expectNear(nestedVariance(groups)?.within, within);
      expectNear(nestedVariance(groups)?.between, between);
    }
  });

  it('gives 0 where the estimate is negative', () => {
    expect(
      nestedVariance([
        [1, 3],
        [1, 3],
      ]),
    ).toEqual({ between: 0, within: 2 });
  });

  it('is null where the two cannot be told apart', () => {
    expect(nestedVariance([[1], [2], [3]])).toBeNull();
    expect(nestedVariance([[1, 2, 3]])).toBeNull();
  });
});
