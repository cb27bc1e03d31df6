/** What the page of a run works out without a screen. */
import { describe, expect, test } from 'vitest';
import { PRESETS } from '#shared/config/presets.ts';
import { flatConfig, presetDifferences } from '../../src-renderer/components/run/flat-config.ts';
import { matchesOf, partsOf } from '../../src-renderer/components/run/log-search.ts';
import { metricName, unitOf } from '../../src-renderer/charts/metric-units.ts';
import { comparableGroups, ownGroup } from '../../src-renderer/runs/comparable.ts';
import { runOrder } from '../../src-renderer/state/run-order.ts';
import { makeRun } from '../shared/runs/run-fixture.ts';

const lines = ['Read the tokens.', 'Step 1: LOSS 2', 'loss, loss'].map((message, id) => ({
  ...{ id, time: 0, level: 'info', message },
}));

describe('matchesOf()', () => {
  test('finds lines whatever their case, and none for an empty text', () => {
    expect(matchesOf(lines, 'Loss')).toEqual([1, 2]);
    expect(matchesOf(lines, '')).toEqual([]);
  });
});

describe('partsOf()', () => {
  test('marks each place of the text and keeps all of the line', () => {
    const parts = partsOf('loss, Loss.', 'LOSS');
    expect(parts.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('')).toBe('[loss], [Loss].');
  });
  test('reads no pattern into the text', () => {
    expect(partsOf('a.b', '.').filter(({ hit }) => hit)).toEqual([{ text: '.', hit: true }]);
  });
  test('marks nothing where lower case has another length', () => {
    expect(partsOf('İ loss', 'loss')).toEqual([{ text: 'İ loss', hit: false }]);
  });
});

describe('flatConfig()', () => {
  test('gives dotted names in their order, lists of values in one row, and lists of groups by place', () => {
    const config = {
      kind: 'x',
      a: { b: 1, c: [1, 2], none: null, empty: {} },
      list: [{ n: 1 }],
      off: undefined,
    };
    expect(flatConfig(config)).toEqual([
      ['kind', 'x'],
      ['a.b', 1],
      ['a.c', '1, 2'],
      ['a.none', null],
      ['a.empty', '{}'],
      ['list.0.n', 1],
    ]);
  });
});

describe('presetDifferences()', () => {
  test('names what a preset sets otherwise, and nothing that it does not set', () => {
    const recipe = {
      'fine-tune.fineTuning.learningRate': 3e-4,
      'fine-tune.fineTuning.batchSize': PRESETS.paper.fineTuning.batchSize,
      'fine-tune.layers': 2,
      'stage-two.stageTwo.amsgrad': false,
    };
    expect(presetDifferences(recipe, PRESETS.paper)).toEqual([
      { field: 'fine-tune.fineTuning.learningRate', preset: 5e-5, value: 3e-4 },
    ]);
    expect(presetDifferences(recipe, PRESETS.repo).map(({ field }) => field)).toEqual([
      'fine-tune.fineTuning.learningRate',
      'stage-two.stageTwo.amsgrad',
    ]);
  });
});

describe('metrics of the machine', () => {
  test('are measured in what they are, and named by what they are of', () => {
    expect(['system/memory', 'system/machine-memory', 'gpu/memory'].map(unitOf)).toEqual([
      'bytes',
      'bytes',
      'bytes',
    ]);
    expect(['system/cpu', 'gpu/utilisation'].map(unitOf)).toEqual(['percent', 'percent']);
    expect(unitOf('gpu/temperature')).toBe('degrees');
    const names = ['system/memory', 'system/machine-memory', 'gpu/memory'].map(metricName);
    expect(new Set(names).size).toBe(3);
  });
});

describe('comparableGroups()', () => {
  const result = (key: string, recipe: string, other: Parameters<typeof makeRun>[0] = {}) =>
    makeRun({
      key,
      recipe,
      kind: 'evaluate',
      state: 'done',
      metrics: { auc: 0.6 },
      dataset: 'news',
      ...other,
    });
  const all = [
    result('a1', 'a'),
    result('a2', 'a'),
    result('b1', 'b', { methods: ['NewsBERT'] }),
    result('b2', 'b', { methods: ['NewsBERT'] }),
    result('c1', 'c', { methods: ['Another'], dataset: 'other' }),
    result('d1', 'd', { state: 'failed' }),
    result('e1', 'e', { trashedAt: 1 }),
    result('f1', 'f', { kind: 'fine-tune' }),
    result('g1', 'g', { kind: 'imported', methods: ['LSTUR'] }),
  ];
  test('gathers repeats, leaves out what has no result, and puts other data last', () => {
    const groups = comparableGroups(all[0]!, all, ({ title }) => title);
    expect(groups.map(({ name, keys, sameData }) => [name, keys.length, sameData])).toEqual([
      ['LSTUR', 1, true],
      ['NewsBERT', 2, true],
      ['Another', 1, false],
    ]);
  });
  test('ownGroup() begins with the run itself', () => {
    expect(ownGroup(all[1]!, all)).toEqual(['a2', 'a1']);
  });
});

describe('runOrder', () => {
  const all = ['a', 'b', 'c'].map((key) => makeRun({ key, kind: 'evaluate' }));
  test('steps along what was listed, and along its kind where it was not', () => {
    expect(runOrder.around(all[1]!, all)).toEqual({ previous: 'a', next: 'c', place: 2, of: 3 });
    runOrder.follow(() => [all[2]!, all[0]!]);
    expect(runOrder.around(all[0]!, all)).toEqual({ previous: 'c', next: undefined, place: 2, of: 2 });
    expect(runOrder.around(all[1]!, all)).toMatchObject({ previous: 'a', next: 'c' });
    runOrder.follow(() => []);
  });
});
