import { describe, expect, it } from 'vitest';
import { comparePair } from '#lab/compare/compare-pair.ts';
import { groupMetric } from '#lab/compare/group-metric.ts';
import { repeatsNeeded } from '#lab/compare/repeats-needed.ts';
import { repeatsFor } from '#lab/stats/power.ts';
import { sampleSd } from '#lab/stats/sample.ts';
import { groupOf, repeats, sourceOf } from './made-up-runs.ts';

const a = repeats('a', [0.61, 0.62, 0.6, 0.63, 0.615]);
const b = repeats('b', [0.63, 0.632, 0.611, 0.652, 0.64]);
const metric = 'auc';

describe('repeatsNeeded()', () => {
  it('asks of the difference seen what comparePair() asks, and finds 80% at the detectable one', () => {
    const source = sourceOf(a, b);
    const [groupA, groupB] = [groupOf('a', a), groupOf('b', b)];
    const sides = [a, b].map((runs, i) => ({
      label: 'ab'[i]!,
      values: groupMetric(runs, metric, 0.95)!,
      origin: null,
    }));
    const pair = comparePair(sides[0]!, sides[1]!, metric, { confidence: 0.95 });
    const seen = repeatsNeeded(source, { a: groupA, b: groupB, metric, difference: pair.difference });
    expect(seen).toMatchObject({ design: 'paired', n: 5, repeats: pair.power?.repeatsForSeen });
    const { detectable } = pair.power!;
    const found = repeatsNeeded(source, { a: groupA, b: groupB, metric, difference: detectable });
    expect(found.chance).toBeCloseTo(0.8, 6);
    expect(found.repeats).toBe(5);
  });

  it('takes the mean variance of groups without shared seeds', () => {
    const apart = repeats('b', [0.63, 0.632, 0.611, 0.652, 0.64], {}, 11);
    const request = { a: groupOf('a', a), b: groupOf('b', apart), metric, difference: 0.01 };
    const found = repeatsNeeded(sourceOf(a, apart), request);
    const sds = [a, apart].map((runs) => sampleSd(runs.map(({ metrics }) => metrics.auc ?? NaN))!);
    const spread = Math.sqrt((sds[0]! ** 2 + sds[1]! ** 2) / 2);
    expect(found).toMatchObject({ design: 'independent', repeats: repeatsFor(0.01 / spread, 'independent') });
  });

  it('refuses what has no spread, and what must not be compared', () => {
    const single = a.slice(0, 1);
    const request = { a: groupOf('a', single), b: groupOf('b', b), metric, difference: 0.01 };
    expect(() => repeatsNeeded(sourceOf(single, b), request)).toThrow('show no spread');
    const other = repeats('c', [0.6, 0.7], { dataKey: 'eeeeeeee' });
    const mixed = { a: groupOf('a', a), b: groupOf('c', other), metric, difference: 0.01 };
    expect(() => repeatsNeeded(sourceOf(a, other), mixed)).toThrow('The datasets differ');
  });

  it('stays a number for a difference of next to nothing', () => {
    const request = { a: groupOf('a', a), b: groupOf('b', b), metric, difference: 1e-12 };
    expect(Number.isSafeInteger(repeatsNeeded(sourceOf(a, b), request).repeats)).toBe(true);
  });
});
