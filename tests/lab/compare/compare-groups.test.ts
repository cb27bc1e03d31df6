import { describe, expect, it } from 'vitest';
import { compareGroups } from '#lab/compare/compare-groups.ts';
import { pairedT } from '#lab/stats/paired.ts';
import { comparisonSchema } from '#shared/contract/compare.ts';
import { groupOf, madeUpRun, repeats, sourceOf } from './made-up-runs.ts';

const LOW = [0.6, 0.605, 0.598, 0.602, 0.607];
const HIGH = [0.62, 0.628, 0.619, 0.617, 0.63];

describe('compareGroups()', () => {
  it('pairs by seed where seeds are shared, whatever the order of the runs', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH)];
    const groups = [groupOf('A', a), groupOf('B', b.slice().reverse())];
    const result = await compareGroups(sourceOf(a, b), { groups });
    expect(comparisonSchema.parse(result)).toEqual(result);
    expect(result.metrics).toEqual(['auc', 'mrr']);
    const [pair] = result.pairs;
    expect(pair).toMatchObject({ a: 'A', b: 'B', design: 'paired', n: 5, warnings: ['exact-floor'] });
    expect(pair?.p).toBe(pairedT(LOW, HIGH)?.p);
    expect(pair?.exact).toEqual({ test: 'wilcoxon', statistic: 0, p: 0.0625 });
    expect(pair?.effect?.name).toBe('d_z');
    expect(pair?.differences.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5]);
    expect(result.problems).toEqual([]);
  });

  it('tests as independent where seeds are not shared', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH, {}, 11)];
    const { pairs } = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(pairs[0]).toMatchObject({ design: 'independent', n: 5, differences: [], effect: { name: 'g' } });
    expect(pairs[0]?.exact).toMatchObject({ test: 'mann-whitney', statistic: 25 });
    expect(pairs[0]?.exact?.p).toBeCloseTo(2 / 252, 12);
  });

  it('adjusts over all pairs and metrics, and compares against one on demand', async () => {
    const sets = [
      repeats('a', LOW),
      repeats('b', HIGH),
      repeats('c', [0.61, 0.612, 0.6, 0.605, 0.62]),
    ] as const;
    const groups = [groupOf('A', sets[0]), groupOf('B', sets[1]), groupOf('C', sets[2])];
    const all = await compareGroups(sourceOf(...sets), { groups });
    expect(all.pairs).toHaveLength(6);
    for (const { p, holm } of all.pairs) expect(holm).toBeGreaterThanOrEqual(p ?? 1);
    const smallest = Math.min(...all.pairs.map(({ p }) => p ?? 1));
    expect(all.pairs.find(({ p }) => p === smallest)?.holm).toBeCloseTo(6 * smallest, 14);
    const against = await compareGroups(sourceOf(...sets), { groups, against: 'C', metrics: ['auc'] });
    expect(against.pairs.map(({ a, b }) => [a, b])).toEqual([
      ['C', 'A'],
      ['C', 'B'],
    ]);
  });

  it('names no number of repeats for a difference that is rounding alone', async () => {
    const [a, b] = [repeats('a', [0.7, 0.71, 0.72, 0.73]), repeats('b', [0.701, 0.709, 0.721, 0.729])];
    const result = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(comparisonSchema.safeParse(result).error).toBeUndefined();
    expect(Math.abs(result.pairs[0]!.difference)).toBeLessThan(1e-15);
    expect(result.pairs[0]!.power?.repeatsForSeen).toBeNull();
  });

  it('turns every sign with the sides and keeps every p', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH)];
    const groups = [groupOf('A', a), groupOf('B', b)];
    const [there] = (await compareGroups(sourceOf(a, b), { groups, margin: 0.03 })).pairs;
    const [back] = (await compareGroups(sourceOf(a, b), { groups: groups.slice().reverse(), margin: 0.03 }))
      .pairs;
    expect(back?.difference).toBeCloseTo(-(there?.difference ?? NaN), 14);
    expect(back?.p).toBeCloseTo(there?.p ?? NaN, 12);
    expect(back?.exact?.p).toBe(there?.exact?.p);
    expect(back?.equivalence?.p).toBeCloseTo(there?.equivalence?.p ?? NaN, 12);
  });

  it('leaves seeds apart and says so', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH, {}, 3)];
    const { pairs } = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(pairs[0]).toMatchObject({ design: 'paired', n: 3 });
    expect(pairs[0]?.warnings).toContain('some-seeds-apart');
  });

  it('pairs by seed only runs of one place', async () => {
    const imported = { importedFrom: 'MLflow: /x', dataKey: null };
    const [ours, theirs] = [repeats('a', LOW), repeats('b', HIGH, imported)];
    const [more, others] = [repeats('c', LOW, imported), repeats('d', LOW, { importedFrom: 'CSV: /y' })];
    const mixed = [...ours.slice(0, 2), ...theirs.slice(2)];
    const source = sourceOf(ours, theirs, more, others);
    const between = async (a: typeof ours, b: typeof ours) => {
      const { pairs } = await compareGroups(source, { groups: [groupOf('A', a), groupOf('B', b)] });
      return pairs[0]!;
    };
    for (const [a, b] of [
      [ours, theirs],
      [theirs, others],
      [mixed, more],
    ] as const) {
      const pair = await between(a, b);
      expect(pair).toMatchObject({ design: 'independent', n: 5, differences: [] });
      expect(pair.warnings).toContain('seeds-of-elsewhere');
    }
    const pair = await between(more, theirs);
    expect(pair).toMatchObject({ design: 'paired', n: 5 });
    expect(pair.warnings).not.toContain('seeds-of-elsewhere');
  });

  it('makes no test of one repeat, nor of differences without spread', async () => {
    const [a, b] = [repeats('a', [0.6]), repeats('b', HIGH)];
    const one = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(one.pairs[0]).toMatchObject({ p: null, interval: null, warnings: ['one-repeat'] });
    const c = repeats('c', LOW);
    const d = repeats(
      'd',
      LOW.map((auc) => auc + 0.01),
    );
    const flat = await compareGroups(sourceOf(c, d), { groups: [groupOf('C', c), groupOf('D', d)] });
    expect(flat.pairs[0]).toMatchObject({ p: null, t: null, effect: null });
    expect(flat.pairs[0]?.warnings).toContain('no-spread');
    expect(comparisonSchema.parse(flat)).toEqual(flat);
  });

  it('says where the repeats are too few for the difference seen', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', [0.61, 0.599, 0.603, 0.6, 0.612])];
    const { pairs } = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(pairs[0]?.warnings).toContain('low-power');
    expect(pairs[0]?.power?.repeatsForSeen).toBeGreaterThan(5);
    expect(pairs[0]?.power?.detectable).toBeGreaterThan(Math.abs(pairs[0]?.difference ?? 0));
  });

  it('refuses pairs of other data and compares the rest', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH)];
    const c = repeats('c', HIGH, { dataset: 'feeds', dataKey: 'eeeeeeee' });
    const groups = [groupOf('A', a), groupOf('B', b), groupOf('C', c)];
    const { pairs, problems } = await compareGroups(sourceOf(a, b, c), { groups, metrics: ['auc'] });
    expect(pairs.map((pair) => `${pair.a}${pair.b}`)).toEqual(['AB']);
    expect(problems).toMatchObject([
      {
        code: 'data',
        severity: 'error',
        message:
          'The datasets differ: A: news (contents dddddddd); B: news (contents dddddddd); C: feeds (contents eeeeeeee).',
      },
    ]);
  });

  it('leaves unfinished runs out and says how many', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH)];
    a[1] = madeUpRun(a[1]!.key, 2, 0, { isFinished: false, metrics: {} });
    const result = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(result.pairs[0]).toMatchObject({ n: 4 });
    expect(result.problems).toMatchObject([{ code: 'unfinished', groups: ['A'] }]);
  });

  it('leaves runs in the trash out and says how many', async () => {
    const [a, b] = [repeats('a', LOW), repeats('b', HIGH)];
    // Of other data: that of a run that plays no part is no obstacle.
    a[1] = { ...a[1]!, isTrashed: true, dataKey: 'eeeeeeee' };
    const result = await compareGroups(sourceOf(a, b), { groups: [groupOf('A', a), groupOf('B', b)] });
    expect(result.pairs[0]).toMatchObject({ n: LOW.length - 1 });
    expect(result.problems).toMatchObject([
      { code: 'trashed', groups: ['A'], message: '1 of 5 runs of A is in the trash and left out.' },
    ]);
  });

  it('refuses a label that stands twice or is not there, and an unknown run', async () => {
    const a = repeats('a', LOW);
    const source = sourceOf(a);
    const group = groupOf('A', a);
    await expect(compareGroups(source, { groups: [group, group] })).rejects.toThrow(
      'Two groups have the label "A"',
    );
    await expect(compareGroups(source, { groups: [group], against: 'Z' })).rejects.toThrow('no group "Z"');
    await expect(compareGroups(source, { groups: [{ label: 'X', runs: ['nobody'] }] })).rejects.toThrow(
      'no run',
    );
  });

  it('lists only the fields that differ', async () => {
    const a = repeats('a', LOW, { fields: { 'x.same': 1, 'x.other': 'p' } });
    const b = repeats('b', HIGH, { fields: { 'x.same': 1, 'x.other': 'q', 'x.only': true } });
    const { differences } = await compareGroups(sourceOf(a, b), {
      groups: [groupOf('A', a), groupOf('B', b)],
    });
    expect(differences).toEqual([
      { field: 'x.other', values: [['p'], ['q']] },
      { field: 'x.only', values: [[null], [true]] },
    ]);
  });
});
