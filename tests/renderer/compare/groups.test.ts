import { describe, expect, test } from 'vitest';
import type { Run } from '#shared/contract/runs.ts';
import { candidatesOf, matching, offersOf } from '../../../src-renderer/compare/candidates.ts';
import { labelsOf } from '../../../src-renderer/compare/labels.ts';
import { referenceOf, requestOf, resolveGroups } from '../../../src-renderer/compare/resolve.ts';

const run = (key: string, changes: Partial<Run> = {}): Run => ({
  key,
  kind: 'evaluate',
  title: 'Evaluation',
  renamed: false,
  state: 'done',
  experiments: ['main'],
  methods: ['A'],
  layers: 2,
  seed: 1,
  recipe: 'r',
  dataset: 'news',
  plm: null,
  preset: 'paper',
  startedAt: 1,
  endedAt: 2,
  progress: null,
  device: null,
  bytes: null,
  metrics: { auc: 0.6 },
  error: null,
  importedFrom: null,
  tags: [],
  note: '',
  starred: false,
  archived: false,
  trashedAt: null,
  ...changes,
});

describe('labelsOf()', () => {
  test('names a group after its methods, and equal ones after their experiments or data', () => {
    const groups = [
      [run('a')],
      [run('b', { experiments: ['other'] })],
      [run('c', { methods: ['B'] })],
      [run('d', { methods: ['C'], experiments: ['x', 'y'] })],
      [run('e', { methods: ['C'], experiments: ['x', 'y'], dataset: 'feeds' })],
    ];
    expect(labelsOf(groups).map(({ label }) => label)).toEqual([
      'A (main)',
      'A (other)',
      'B',
      'C (news)',
      'C (feeds)',
    ]);
  });
  test('counts where nothing tells them apart, and keeps own names unique too', () => {
    const same = [[run('a')], [run('a')], [run('b')]];
    expect(labelsOf(same).map(({ label }) => label)).toEqual(['A', 'A (2)', 'A (3)']);
    const named = labelsOf(same, ['x', 'x', ' ']);
    expect(named.map(({ label }) => label)).toEqual(['x', 'x (2)', 'A (3)']);
    expect(named[0]?.own).toBe('A');
  });
  test('takes the title where a run has no method', () => {
    expect(labelsOf([[run('a', { methods: [] })], []]).map(({ label }) => label)).toEqual([
      'Evaluation',
      '?',
    ]);
  });
});

describe('resolveGroups()', () => {
  const runs = [run('aaaa11', { seed: 2 }), run('aaaa22', { seed: 1 }), run('bbbb11', { methods: ['B'] })];
  test('finds by beginnings that fit one run, in order of the seeds, and tells what is gone', () => {
    const [first, second] = resolveGroups({ groups: [['aaaa1', '-aaaa22', 'cccc'], ['bbbb']] }, runs);
    expect(first?.runs.map(({ run: { key }, leftOut }) => [key, leftOut])).toEqual([
      ['aaaa22', true],
      ['aaaa11', false],
    ]);
    expect(first?.gone).toEqual(['cccc']);
    expect(second?.label).toBe('B');
    expect(resolveGroups({ groups: [['aaaa']] }, runs)[0]?.gone).toEqual(['aaaa']);
  });
  test('requestOf() leaves out what is left out, and what has no run', () => {
    const route = { groups: [['aaaa11', '-aaaa22'], ['cccc'], ['bbbb']], margin: 0.1 };
    const request = requestOf(route, resolveGroups(route, runs));
    expect(request).toEqual({
      groups: [
        { label: 'A', runs: ['aaaa11'] },
        { label: 'B', runs: ['bbbb11'] },
      ],
      margin: 0.1,
    });
    expect(requestOf({ groups: [['cccc']] }, resolveGroups({ groups: [['cccc']] }, runs))).toBeNull();
  });
  test('referenceOf() is the first of many groups, unless every pair is asked for', () => {
    const groups = Array.from({ length: 5 }, () => ['bbbb']);
    const resolved = resolveGroups({ groups }, runs);
    expect(referenceOf({ groups }, resolved)).toBe('B');
    expect(referenceOf({ groups, against: 'all' }, resolved)).toBeUndefined();
    expect(referenceOf({ groups, against: 2 }, resolved)).toBe('B (3)');
    expect(referenceOf({ groups: groups.slice(1) }, resolved.slice(1))).toBeUndefined();
  });
});

describe('candidatesOf()', () => {
  const runs = [
    run('t', { kind: 'fine-tune', recipe: 't', title: 'Training', metrics: { finalLoss: 1 } }),
    run('i', {
      kind: 'imported',
      recipe: 'i',
      title: 'Old',
      experiments: [],
      methods: ['Old'],
      dataset: 'feeds',
    }),
    run('a2', { seed: 2 }),
    run('a1', { state: 'failed' }),
    run('b1', { methods: ['B'] }),
    run('gone', { trashedAt: 1 }),
  ];
  test('offers rows of experiments, then imported runs, then the others', () => {
    const found = candidatesOf(runs);
    expect(
      found.map(({ label, finished, runs: own }) => [label, finished, own.map(({ key }) => key)]),
    ).toEqual([
      ['A', 1, ['a1', 'a2']],
      ['B', 1, ['b1']],
      ['Old', 1, ['i']],
      ['Training', 1, ['t']],
    ]);
    expect(matching(found, 'FEEDS old').map(({ label }) => label)).toEqual(['Old']);
  });
  test('offersOf() takes finished repeats of experiments with two rows', () => {
    expect(offersOf(runs, 5)).toEqual([
      { name: 'main', dataset: 'news', groups: [['a2'], ['b1']], repeats: 1 },
    ]);
    expect(offersOf(runs.slice(2, 4), 5)).toEqual([]);
  });
});
