import { describe, expect, it } from 'vitest';
import { compareProblems, isComparable } from '#lab/compare/problems.ts';
import type { CompareRun } from '#lab/compare/compare-run.ts';
import { compareWords } from '#shared/compare-words.ts';
import { repeats } from './made-up-runs.ts';

const VALUES = [0.6, 0.61, 0.62];
const sides = (a: Partial<CompareRun>, b: Partial<CompareRun>) =>
  [
    { label: 'A', runs: repeats('a', VALUES, a) },
    { label: 'B', runs: repeats('b', VALUES, b) },
  ] as const;

describe('compareProblems()', () => {
  it.each([
    ['data', 'error', { dataKey: 'eeeeeeee' }],
    ['split', 'error', { split: 'dev' }],
    ['split', 'error', { impressions: 100 }],
    ['code', 'warning', { numericsVersion: 2 }],
    ['preset', 'warning', { preset: 'repo' }],
    ['backend', 'warning', { backend: 'tensorflow' }],
  ] as const)('tells other %s as %s', (code, severity, changes) => {
    const groups = sides({}, changes);
    expect(compareProblems(groups)).toMatchObject([{ code, severity, groups: ['A', 'B'] }]);
    expect(isComparable(...groups)).toBe(severity === 'warning');
  });

  it('refuses another mean only where impressions were left out', () => {
    expect(isComparable(...sides({}, { meanOver: 'all' }))).toBe(true);
    const groups = sides({ skipped: 3 }, { skipped: 3, meanOver: 'all' });
    expect(isComparable(...groups)).toBe(false);
    expect(compareProblems(groups)).toMatchObject([{ code: 'metric', severity: 'error' }]);
  });

  it('lets imported runs of the same dataset name stand, with a word', () => {
    const imported = {
      dataKey: null,
      impressions: null,
      meanOver: null,
      importedFrom: 'MLflow: /x',
      preset: null,
    };
    const groups = sides({}, imported);
    expect(isComparable(...groups)).toBe(true);
    expect(compareProblems(groups)).toMatchObject([{ code: 'metric', severity: 'warning', groups: ['B'] }]);
    expect(isComparable(...sides({}, { ...imported, dataset: 'feeds' }))).toBe(false);
  });

  it('says which imported runs name no dataset', () => {
    const unnamed = { importedFrom: 'CSV: /x', dataset: null, dataKey: null };
    const told = compareProblems(sides({}, unnamed)).filter(({ code }) => code === 'metric');
    expect(told).toMatchObject([{ groups: ['B'], says: { sentence: 'imported-unnamed' } }]);
    expect(told[0]!.message).toMatch(/^Imported without the name of a dataset, .*: B\.$/);
  });

  it('still tells other contents under one name where an imported run stands beside them', () => {
    const imported = { dataKey: null, impressions: null, meanOver: null, importedFrom: 'CSV: /x' };
    const groups = [
      ...sides({}, { dataKey: 'eeeeeeee' }),
      { label: 'C', runs: repeats('c', VALUES, imported) },
    ];
    expect(compareProblems(groups).filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'data', groups: ['A', 'B', 'C'] },
    ]);
    expect(isComparable(groups[0]!, groups[1]!)).toBe(false);
  });

  it('tells groups that are no repeats of one recipe', () => {
    const mixed = repeats('a', VALUES).map((run, i) => ({
      ...run,
      recipe: String(i),
      fields: { 'x.rate': i, 'x.same': 1 },
    }));
    const [problem] = compareProblems([{ label: 'A', runs: mixed }]);
    expect(problem).toMatchObject({ code: 'mixed-group', groups: ['A'] });
    expect(problem?.message).toContain('(x.rate)');
  });

  it('tells a run that stands in two groups', () => {
    const runs = repeats('a', VALUES);
    const groups = [
      { label: 'A', runs },
      { label: 'B', runs: runs.slice(0, 1) },
    ];
    expect(compareProblems(groups)).toMatchObject([{ code: 'same-run', groups: ['A', 'B'] }]);
  });

  it('hands over what it says, so that the window can say it in its language', () => {
    const words = (...groups: Parameters<typeof compareProblems>[0]) =>
      compareProblems(groups).map((problem) => [problem.message, compareWords('es', problem)]);
    expect(words(...sides({ dataset: null }, { dataKey: 'eeeeeeeeee' }))).toEqual([
      [
        'The datasets differ: A: an unnamed dataset (contents dddddddd); B: news (contents eeeeeeee).',
        'Los conjuntos de datos difieren: A: un conjunto de datos sin nombre (contenido dddddddd); B: news (contenido eeeeeeee).',
      ],
    ]);
    expect(words(...sides({ skipped: 3 }, { skipped: 3, meanOver: 'all' }))).toEqual([
      [
        'The means divide by other numbers of impressions: A: those with clicked and unclicked news; B: all.',
        'Las medias se dividen entre cantidades distintas de impresiones: A: las que tienen noticias con clic y sin clic; B: todas.',
      ],
    ]);
    const runs = repeats('a', VALUES).map((run, i) => ({ ...run, isFinished: i > 0 }));
    expect(words({ label: 'A', runs })).toEqual([
      [
        '1 of 3 runs of A is not finished and is left out.',
        '1 de 3 ejecuciones de A no ha terminado y queda fuera.',
      ],
    ]);
  });
});
