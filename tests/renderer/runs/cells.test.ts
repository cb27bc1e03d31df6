import { describe, expect, test } from 'vitest';
import { fieldsOf } from '#shared/runs/fields.ts';
import { groupRuns, type RunGroup } from '#shared/runs/group.ts';
import { makeRun } from '#tests/shared/runs/run-fixture.ts';
import { DEFAULT_ARRANGEMENT } from '../../../src-renderer/runs/arrangement.ts';
import { alignPoint, cellTitle, groupCell, groupLabel, runCell } from '../../../src-renderer/runs/cells.ts';
import { type Column, columnsOf } from '../../../src-renderer/runs/columns.ts';

const repeats = [0.7, 0.702, 0.704].map((auc, at) =>
  makeRun({ seed: at + 1, metrics: { auc, finalLoss: 1.5 + at, parameters: 12_345_678 }, tags: ['a', 'b'] }),
);
const list = [
  ...repeats,
  makeRun({ recipe: 'r2', seed: 1, methods: [], metrics: { auc: 0.5 }, note: '\n# Why\nso' }),
];
const recipes = { r1: { lr: 1e-5 }, r2: { lr: 0.5 } };
const fields = fieldsOf(list, recipes);
const column = (id: string, groupBy: string[] = []): Column =>
  columnsOf({ ...DEFAULT_ARRANGEMENT, columns: [id], groupBy }, fields, list, recipes).find(
    (one) => one.id === id,
  )!;
const [first, ...others] = list as [(typeof list)[0], ...typeof list];
const last = others[others.length - 1]!;
const cell = (id: string, run = first): string => runCell(column(id), run, recipes);

describe('runCell()', () => {
  test('prints metrics as tables do: shares in percent, sizes in millions', () => {
    expect(cell('auc')).toBe('70.00');
    expect(cell('parameters')).toBe('12.35');
    expect(cell('finalLoss')).toBe('1.500');
    expect(cell('seed')).toBe('1');
    expect(cell('finalLoss', last)).toBe('');
  });
  test('says lists, yes and no, times and the first line of a note', () => {
    expect(cell('tags')).toBe('a, b');
    expect(cell('starred')).toBe('no');
    expect(cell('duration')).toBe('1 min 0 s');
    expect(cell('size')).toBe('1.0 MB');
    expect(cell('note', last)).toBe('# Why');
    expect(cell('recipe')).toBe('r1');
  });
  test('alignPoint() fills up so that points stand under each other', () => {
    const [long, short, whole] = ['0.125', '0.5', '12'].map((text) => alignPoint(text, 3));
    expect([long!.length, short!.length]).toEqual([5, 5]);
    expect(whole!.length).toBe(2 + 1 + 3);
    expect(alignPoint('1.0e-5', 3)).toBe('1.0e-5');
  });
});

describe('groupCell()', () => {
  const [group, single] = groupRuns(list, recipes, ['recipe']) as [RunGroup, RunGroup];
  const of = (id: string, one = group) => groupCell(column(id, ['recipe']), one, recipes);
  test('gives mean and deviation, least and largest, and says all of it in words', () => {
    expect(of('auc')).toMatchObject({ text: '70.20', sd: '± 0.20', range: '70.00 – 70.40' });
    expect(of('auc').title).toBe('Mean 70.20, standard deviation 0.20, from 70.00 to 70.40, n = 3');
    expect(of('auc', single)).toMatchObject({ text: '50.00', sd: '' });
    expect(of('finalLoss', single).text).toBe('');
    expect(cellTitle(column('auc', ['recipe']), { id: 'g', group, open: false }, recipes)).toMatch(/^Mean/);
  });
  test('gives what its runs have in common, else how many values or from where to where', () => {
    expect(of('dataset').text).toBe('mind-small');
    expect(of('seed')).toMatchObject({ text: '1 – 3', quiet: true, title: '1, 2, 3' });
    const [all] = groupRuns(list, recipes, ['kind']);
    expect(groupCell(column('method', ['kind']), all!, recipes).text).toBe('NewsBERT-4');
  });
  test('groupLabel() names repeats by their method, others by what they are gathered by', () => {
    expect(groupLabel(group, recipes)).toBe('NewsBERT-4');
    expect(groupLabel(single, recipes)).toBe('Evaluate');
    const [taken] = groupRuns([makeRun({ kind: 'imported', title: 'run 1', methods: ['NRMS'] })], recipes, [
      'recipe',
    ]);
    expect(groupLabel(taken!, recipes)).toBe('NRMS (imported)');
    expect(runCell(column('title'), taken!.runs[0]!, recipes)).toBe('run 1 (imported)');
    const [made, without] = groupRuns(list, recipes, ['method', 'layers']) as [RunGroup, RunGroup];
    expect(groupLabel(made, recipes)).toBe('NewsBERT-4 · 4');
    expect(groupLabel(without, recipes)).toBe('none · 4');
  });
});
