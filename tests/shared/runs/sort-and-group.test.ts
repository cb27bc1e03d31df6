import { expect, test } from 'vitest';
import { fieldsOf, valueOf } from '#shared/runs/fields.ts';
import { ALL_EXCEPT_SEED, groupRuns } from '#shared/runs/group.ts';
import { sortRuns } from '#shared/runs/sort.ts';
import { makeRun } from './run-fixture.ts';

const seeds = (runs: readonly { seed: number }[]): number[] => runs.map(({ seed }) => seed);

test('sortRuns() keeps the order of equals, and runs without a value last in both directions', () => {
  const runs = [
    makeRun({ seed: 1, metrics: { auc: 0.6 } }),
    makeRun({ seed: 2 }),
    makeRun({ seed: 3, metrics: { auc: 0.7 } }),
    makeRun({ seed: 4, metrics: { auc: 0.6 } }),
  ];
  expect(seeds(sortRuns(runs, {}, [{ field: 'auc', descending: false }]))).toEqual([1, 4, 3, 2]);
  expect(seeds(sortRuns(runs, {}, [{ field: 'auc', descending: true }]))).toEqual([3, 1, 4, 2]);
  expect(seeds(sortRuns(runs, {}, []))).toEqual([1, 2, 3, 4]);
});

test('sortRuns() orders by several fields, text naturally and regardless of case', () => {
  const runs = [
    makeRun({ methods: ['v10'], seed: 1 }),
    makeRun({ methods: ['V9'], seed: 2 }),
    makeRun({ methods: ['v9'], seed: 3 }),
    makeRun({ methods: [], seed: 4 }),
  ];
  const sorted = sortRuns(runs, {}, [
    { field: 'method', descending: false },
    { field: 'seed', descending: true },
  ]);
  expect(seeds(sorted)).toEqual([3, 2, 1, 4]);
});

test('groupRuns() "all except seed" gives mean, deviation (n - 1) and range of the repeats', () => {
  const runs = [0.6, 0.7, 0.8].map((auc, i) => makeRun({ seed: i + 1, metrics: { auc } }));
  const other = makeRun({ recipe: 'r2', metrics: { auc: 0.9 } });
  const groups = groupRuns([...runs, other], {}, ALL_EXCEPT_SEED);
  expect(groups.map((group) => group.runs.length)).toEqual([3, 1]);
  const { n, mean, sd, min, max } = groups[0]!.summary('auc')!;
  expect({ n, min, max }).toEqual({ n: 3, min: 0.6, max: 0.8 });
  expect(mean).toBeCloseTo(0.7, 12);
  expect(sd).toBeCloseTo(0.1, 12);
  expect(groups[1]!.summary('auc')).toMatchObject({ n: 1, sd: null });
  expect(groups[0]!.summary('mrr')).toBeNull();
  expect(groups[0]!.common('method')).toEqual(['NewsBERT-4']);
  expect(groups[0]!.common('seed')).toBeUndefined();
});

test('groupRuns() orders groups by their means, and tells a missing value from others', () => {
  const runs = [
    makeRun({ layers: 1, metrics: { auc: 0.6 } }),
    makeRun({ layers: null, metrics: {} }),
    makeRun({ layers: 4, metrics: { auc: 0.8 } }),
    makeRun({ layers: 1, metrics: { auc: 0.62 } }),
  ];
  const groups = groupRuns(runs, {}, ['layers'], [{ field: 'auc', descending: true }]);
  expect(groups.map(({ values }) => values.layers)).toEqual([4, 1, null]);
});

test('fieldsOf() lists metrics and settings in use, with types; valueOf() reads them', () => {
  const recipes = { r1: { 'a.rate': 0.1, 'a.flag': true, 'a.file': null }, r2: { 'a.rate': '0.1, 0.2' } };
  const runs = [makeRun({ metrics: { auc: 0.6 } }), makeRun({ recipe: 'r2' })];
  const found = fieldsOf(runs, recipes).filter(({ source }) => source !== 'run');
  expect(found).toEqual([
    { id: 'auc', type: 'number', source: 'metric' },
    { id: 'a.file', type: 'text', source: 'recipe' },
    { id: 'a.flag', type: 'boolean', source: 'recipe' },
    { id: 'a.rate', type: 'number', source: 'recipe' },
  ]);
  expect(valueOf(runs[1]!, recipes, 'a.rate')).toBe('0.1, 0.2');
  expect(valueOf(runs[1]!, recipes, 'auc')).toBeNull();
  expect(valueOf(runs[0]!, recipes, 'duration')).toBe(60);
  expect(valueOf(runs[0]!, recipes, 'toString')).toBeNull();
});

test('sortRuns() orders by more fields than their ranks fit into one number', () => {
  const values = (at: number) => ({
    a: at % 3,
    b: (at * 7) % 1999,
    c: (at * 11) % 1999,
    d: (at * 13) % 1999,
    e: at,
  });
  const runs = Array.from({ length: 2000 }, (_, at) => makeRun({ seed: at, metrics: values(at) }));
  const fields = ['a', 'b', 'c', 'd', 'e'] as const;
  const sorted = sortRuns(
    runs,
    {},
    fields.map((field) => ({ field, descending: field === 'b' })),
  );
  const expected = Array.from({ length: 2000 }, (_, at) => at).sort((one, other) => {
    const [x, y] = [values(one), values(other)];
    return x.a - y.a || y.b - x.b || x.c - y.c || x.d - y.d || x.e - y.e;
  });
  expect(seeds(sorted)).toEqual(expected);
});
