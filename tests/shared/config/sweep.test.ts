import { describe, expect, test } from 'vitest';
import { type ExperimentInput, experimentSchema } from '#shared/config/experiment.ts';
import { methodLabel } from '#shared/config/methods.ts';
import { expandSweep, sweptPath, type SweptRows } from '#shared/config/sweep.ts';
import { LONGEST_LABEL, valueTexts } from '#shared/config/sweep-names.ts';
import { MAX_ROWS, SWEEP_FIELDS } from '#shared/config/sweep-fields.ts';
import { settingsSchema } from '#shared/config/settings.ts';

const student = { method: 'Tiny-NewsRec', layers: 2, teacherLayers: 4, teachers: 2 } as const;
const plain = { method: 'PLM-NR', variant: 'FT', layers: 4 } as const;
const plm = {
  pretrain: 'general-text',
  layers: 4,
  hiddenSize: 16,
  heads: 2,
  intermediateSize: 32,
} as const;
const base: ExperimentInput = { name: 'x', dataset: 'news', plm, methods: [student] };

function sweptOf(sweep: ExperimentInput['sweep'], changes: Partial<ExperimentInput> = {}): SweptRows {
  const experiment = experimentSchema.parse({ ...base, ...changes, sweep });
  const rows = expandSweep(experiment, (path, message) => {
    throw new Error(`${path.join('.')}: ${message}`);
  });
  return rows!;
}
const labelsOf = ({ methods }: SweptRows): string[] => methods.map(methodLabel);
const problemsOf = (sweep: unknown, changes: object = {}) =>
  (experimentSchema.safeParse({ ...base, ...changes, sweep }).error?.issues ?? []).map(
    ({ path, message }) => ({
      path: path.join('/'),
      message,
    }),
  );

describe('expandSweep() of a grid', () => {
  test('makes a row of each combination, the first field slowest, with names that say the values', () => {
    const rows = sweptOf({
      method: 'grid',
      fields: { 'stageTwo.learningRate': [1e-5, 0.01], 'stageTwo.temperature': [1, 2] },
    });
    expect(rows.combinations).toBe(4);
    expect(labelsOf(rows)).toEqual([
      'Tiny-NewsRec-2, learning rate 1e-5, temperature 1',
      'Tiny-NewsRec-2, learning rate 1e-5, temperature 2',
      'Tiny-NewsRec-2, learning rate 1e-2, temperature 1',
      'Tiny-NewsRec-2, learning rate 1e-2, temperature 2',
    ]);
    expect(rows.methods[2]!.settings).toEqual({ stageTwo: { learningRate: 0.01, temperature: 1 } });
  });
  test('lets a row without a label name itself after the fields of its name', () => {
    const rows = sweptOf({ method: 'grid', fields: { layers: [1, 2, 4] } });
    expect(labelsOf(rows)).toEqual(['Tiny-NewsRec-1', 'Tiny-NewsRec-2', 'Tiny-NewsRec-4']);
    expect(rows.methods.every(({ label }) => label === undefined)).toBe(true);
    const called = sweptOf(
      { method: 'grid', fields: { layers: [1, 2] } },
      { methods: [{ ...student, label: 'Ours' }] },
    );
    expect(labelsOf(called)).toEqual(['Ours, layers 1', 'Ours, layers 2']);
  });
  test('names the group where two fields are called alike', () => {
    const rows = sweptOf({
      method: 'grid',
      fields: { 'stageOne.learningRate': [1e-5], 'stageTwo.learningRate': [1e-4] },
    });
    expect(labelsOf(rows)).toEqual([
      'Tiny-NewsRec-2, stage one learning rate 1e-5, stage two learning rate 1e-4',
    ]);
  });
  test('leaves rows alone that use none of its fields, and other groups of their settings', () => {
    const methods = [plain, { ...student, settings: { input: { negatives: 2 } } }];
    const rows = sweptOf({ method: 'grid', fields: { 'stageTwo.dropout': [0, 0.1] } }, { methods });
    expect(rows.methods[0]).toEqual(plain);
    expect(rows.origins.map(({ row, fields }) => [row, fields.length])).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
    expect(rows.methods[1]!.settings).toEqual({ input: { negatives: 2 }, stageTwo: { dropout: 0 } });
  });
  test('makes one row of combinations that differ only in what the row does not use', () => {
    const rows = sweptOf({
      method: 'grid',
      fields: { stageTwo: [true, false], 'stageTwo.temperature': [1, 2, 4] },
    });
    expect(labelsOf(rows)).toEqual([
      'Tiny-NewsRec-2, temperature 1',
      'Tiny-NewsRec-2, temperature 2',
      'Tiny-NewsRec-2, temperature 4',
      'Tiny-NewsRec-2 (without Stage II)',
    ]);
  });
  test('sweeps the chosen rows only, and takes the row of the paper from what it changed', () => {
    const methods = [{ ...student, published: 'Tiny-NewsRec-2' as const }, plain];
    const rows = sweptOf(
      { method: 'grid', rows: ['PLM-NR-4 (FT)'], fields: { 'input.negatives': [1, 4] } },
      { methods },
    );
    expect(labelsOf(rows)).toEqual([
      'Tiny-NewsRec-2',
      'PLM-NR-4 (FT), negatives 1',
      'PLM-NR-4 (FT), negatives 4',
    ]);
    expect(rows.methods[0]!.published).toBe('Tiny-NewsRec-2');
    const all = sweptOf({ method: 'grid', fields: { 'input.negatives': [1, 4] } }, { methods });
    expect(all.methods.every(({ published }) => published === undefined)).toBe(true);
  });
  test('counts a range from its first to its last value, by size or by exponent', () => {
    const values = (range: { min: number; max: number; scale?: 'log'; count: number }, field: string) =>
      sweptOf({ method: 'grid', fields: { [field]: range } }).methods.map(
        ({ settings }) => (settings!.stageTwo as Record<string, number>)[field.split('.')[1]!],
      );
    expect(values({ min: 1e-6, max: 1e-4, scale: 'log', count: 3 }, 'stageTwo.learningRate')).toEqual([
      1e-6, 1e-5, 1e-4,
    ]);
    expect(values({ min: 1, max: 2, count: 5 }, 'stageTwo.temperature')).toEqual([1, 1.25, 1.5, 1.75, 2]);
    // Whole numbers stay whole, and equal ones are one.
    expect(values({ min: 1, max: 3, count: 5 }, 'stageTwo.epochs')).toEqual([1, 2, 3]);
  });
});

describe('expandSweep() by chance', () => {
  const sweep = (seed: number, more: object = {}) => ({
    method: 'random' as const,
    samples: 12,
    seed,
    fields: { 'stageTwo.learningRate': { min: 1e-6, max: 1e-3, scale: 'log' as const }, ...more },
  });
  const rates = (rows: SweptRows) => rows.methods.map(({ settings }) => settings!.stageTwo!.learningRate!);

  test('draws so many different combinations within the ranges, the same for the same seed', () => {
    const rows = sweptOf(sweep(1));
    expect(rows.methods).toHaveLength(12);
    expect(new Set(labelsOf(rows)).size).toBe(12);
    for (const rate of rates(rows)) expect(rate).toBeGreaterThanOrEqual(1e-6);
    for (const rate of rates(rows)) expect(rate).toBeLessThanOrEqual(1e-3);
    expect(rates(sweptOf(sweep(1)))).toEqual(rates(rows));
    expect(rates(sweptOf(sweep(2)))).not.toEqual(rates(rows));
    // In log scale a third of the draws is in each power of ten, so that some are small.
    expect(Math.min(...rates(rows))).toBeLessThan(5e-5);
  });
  test('draws the same values of a field when another one joins', () => {
    expect(rates(sweptOf(sweep(1, { 'stageTwo.temperature': [1, 2] })))).toEqual(rates(sweptOf(sweep(1))));
  });
  test('says how many different combinations there are where more are asked for', () => {
    const fields = { 'stageTwo.temperature': [1, 2], 'stageTwo.dropout': [0, 0.1] };
    expect(problemsOf({ method: 'random', samples: 5, fields })).toEqual([
      {
        path: 'sweep/samples',
        message: expect.stringContaining('only 4 different combinations; ask for at most 4') as string,
      },
    ]);
    expect(sweptOf({ method: 'random', samples: 4, fields }).methods).toHaveLength(4);
  });
});

describe('a wrong sweep is named at its field', () => {
  const grid = (fields: object, more: object = {}) => ({ method: 'grid', fields, ...more });
  test.each<[string, unknown, string, RegExp]>([
    ['an unknown field', grid({ learnRate: [1] }), 'sweep/fields/learnRate', /no field "learnRate" to sweep/],
    [
      'an unknown field of a group',
      grid({ 'stageTwo.lr': [1] }),
      'sweep/fields/stageTwo.lr',
      /stageTwo has .*learningRate/,
    ],
    ['pre-training', grid({ 'mlm.epochs': [1] }), 'sweep/fields/mlm.epochs', /pre-trained once/],
    [
      'a value out of range',
      grid({ 'stageTwo.dropout': [0, 2] }),
      'sweep/fields/stageTwo.dropout/1',
      /2 is no value/,
    ],
    [
      'a value of another type',
      grid({ 'stageTwo.selection': ['best'] }),
      'sweep/fields/stageTwo.selection/0',
      /"best"/,
    ],
    ['no value', grid({ 'stageTwo.dropout': [] }), 'sweep/fields/stageTwo.dropout', /./],
    ['no field', grid({}), 'sweep/fields', /at least one field/],
    [
      'a range of a choice',
      grid({ 'stageTwo.selection': { min: 0, max: 1, count: 2 } }),
      'sweep/fields/stageTwo.selection',
      /no number/,
    ],
    [
      'a range in a grid without a count',
      grid({ 'stageTwo.dropout': { min: 0, max: 0.5 } }),
      'sweep/fields/stageTwo.dropout/count',
      /needs a count/,
    ],
    [
      'a range out of bounds',
      grid({ 'stageTwo.dropout': { min: 0, max: 5, count: 2 } }),
      'sweep/fields/stageTwo.dropout/max',
      /5 is no value/,
    ],
    [
      'an unknown row',
      grid({ 'stageTwo.dropout': [0] }, { rows: ['Mine'] }),
      'sweep/rows/0',
      /no row "Mine". The rows are Tiny-NewsRec-2/,
    ],
    [
      'a field that no row uses',
      grid({ 'newsBert.dropout': [0, 0.1] }),
      'sweep/fields/newsBert.dropout',
      /No row that is swept uses/,
    ],
    ['an unknown method', { method: 'bayes', fields: {} }, 'sweep', /grid or random/],
    ['samples of a grid', grid({ layers: [1] }, { samples: 3 }), 'sweep', /samples/],
  ])('%s', (_, sweep, path, message) => {
    const found = problemsOf(sweep).filter((problem) => problem.path.startsWith(path));
    expect(found).toEqual([
      { path: expect.stringContaining(path) as string, message: expect.stringMatching(message) as string },
    ]);
  });
  test('too many rows, before they are made', () => {
    const many = Array.from({ length: 100 }, (_, i) => i + 1);
    const [problem] = problemsOf(
      grid({ 'stageTwo.epochs': many, 'stageTwo.batchSize': many, 'stageTwo.warmupSteps': many }),
    );
    expect(problem).toMatchObject({ path: 'sweep/fields' });
    expect(problem!.message).toContain(`1,000,000 rows; a table has at most ${MAX_ROWS}`);
    const two = { methods: [student, { ...student, layers: 1 }] };
    expect(problemsOf(grid({ 'stageTwo.epochs': many }), two)).toEqual([]);
    expect(problemsOf(grid({ 'stageTwo.epochs': [...many, 101] }), two)[0]!.message).toContain(
      'more than 200 rows',
    );
  });
  test('a row that a value makes wrong, at the values and not at the row', () => {
    expect(problemsOf(grid({ teachers: [2, 9] }))).toEqual([
      { path: 'sweep/fields/teachers', message: expect.stringContaining('M = 9 teachers') as string },
    ]);
    expect(
      problemsOf(grid({ 'stageTwo.dropout': [0, 0.1] }), { methods: [{ ...student, teachers: 9 }] }),
    ).toContainEqual({
      path: 'methods/0/teachers',
      message: expect.stringContaining('M = 9 teachers') as string,
    });
  });
});

test('sweptPath() leads from an expanded row to what the user wrote', () => {
  const rows = sweptOf(
    { method: 'grid', fields: { 'stageTwo.dropout': [0, 0.1] } },
    { methods: [plain, student] },
  );
  expect(sweptPath(rows, ['methods', 2, 'settings', 'stageTwo', 'dropout'])).toEqual([
    'sweep',
    'fields',
    'stageTwo.dropout',
  ]);
  expect(sweptPath(rows, ['methods', 2, 'layers'])).toEqual(['methods', 1, 'layers']);
  expect(sweptPath(rows, ['settings', 'input', 'negatives'])).toEqual(['settings', 'input', 'negatives']);
});

test('SWEEP_FIELDS has every setting but those of pre-training, and the fields of rows', () => {
  const settings = Object.entries(settingsSchema.shape)
    .filter(([group]) => group !== 'mlm')
    .flatMap(([group, { shape }]) => Object.keys(shape).map((key) => `${group}.${key}`));
  expect([...SWEEP_FIELDS.keys()]).toEqual(expect.arrayContaining(settings));
  expect(SWEEP_FIELDS.get('layers')).toMatchObject({ type: 'integer' });
  expect(SWEEP_FIELDS.get('variant')).toMatchObject({
    type: 'choice',
    options: ['FT', 'DAPT', 'TAPT', 'DP'],
  });
  for (const name of ['label', 'published', 'teacherPlms', 'method'])
    expect(SWEEP_FIELDS.has(name)).toBe(false);
});

test('valueTexts() writes the values of a field in one form, short and exact', () => {
  const textsOf = (...values: (number | boolean | string)[]) => values.map(valueTexts(values));
  expect(textsOf(1e-4, 1e-3, 0.01)).toEqual(['1e-4', '1e-3', '1e-2']);
  expect(textsOf(0.001, 0.01, 0)).toEqual(['0.001', '0.01', '0']);
  expect(textsOf(5e-5, 0, 20)).toEqual(['5e-5', '0', '2e1']);
  expect(textsOf(128, true, 'DP')).toEqual(['128', 'yes', 'DP']);
});

describe('names of swept rows that are too long', () => {
  const six = {
    'stageTwo.learningRate': [1e-5, 1e-4],
    'stageTwo.temperature': [1, 2],
    'stageTwo.warmupSteps': [100],
    'stageTwo.batchSize': [32],
    'stageTwo.dropout': [0.1],
    'input.negatives': [4],
  };
  test('shorten the names of the fields before they lose anything', () => {
    const methods = [{ ...student, label: 'A student of two larger teachers' }];
    const rows = sweptOf({ method: 'grid', fields: six }, { methods });
    expect(labelsOf(rows)[0]).toBe(
      'A student of two larger teachers, lr 1e-5, t 1, ws 100, bs 32, d 0.1, n 4',
    );
  });
  test('then leave the names out and cut the name of the row, never the values', () => {
    const label =
      'A row whose name alone is nearly as long as the longest one that a table takes, which is much too long already';
    const labels = labelsOf(sweptOf({ method: 'grid', fields: six }, { methods: [{ ...student, label }] }));
    expect(new Set(labels).size).toBe(4);
    for (const one of labels) expect(one.length).toBeLessThanOrEqual(LONGEST_LABEL);
    expect(labels[0]).toMatch(/^A row whose name .*…, 1e-5, 1, 100, 32, 0\.1, 4$/);
  });
  test('stay apart by a number where nothing else does it', () => {
    const common = 'x'.repeat(110);
    const methods = [1, 2].map((layers) => ({ ...student, layers, label: `${common} row ${layers}` }));
    const labels = labelsOf(sweptOf({ method: 'grid', fields: six }, { methods }));
    expect(new Set(labels).size).toBe(8);
    expect(labels.filter((one) => one.endsWith(' #2'))).toHaveLength(4);
    for (const one of labels) expect(one.length).toBeLessThanOrEqual(LONGEST_LABEL);
  });
});
