import { expect, test } from 'vitest';
import { completeFilter, isUnfinished } from '#shared/runs/complete.ts';
import { fieldsOf } from '#shared/runs/fields.ts';
import { FilterFields } from '#shared/runs/filter-fields.ts';
import { makeRun } from './run-fixture.ts';

const recipes = { r1: { 'fine-tune.fineTuning.learningRate': 0.1 } };
const runs = [
  makeRun({ metrics: { auc: 0.6 } }),
  makeRun({ methods: ['PLM-NR-6 (FT)'], tags: ['baseline'] }),
  makeRun({ methods: ['PLM-NR-6 (FT)'], state: 'failed' }),
];
const fields = fieldsOf(runs, recipes);

/** `|` is the caret. */
function at(text: string): { from: number; to: number; texts: string[] } {
  const caret = text.indexOf('|');
  const { from, to, options } = completeFilter(text.replace('|', ''), caret, fields, runs, recipes);
  return { from, to, texts: options.map((option) => option.text) };
}

test('completeFilter() offers fields that begin so, then settings by the end of their path', () => {
  expect(at('au|').texts).toEqual(['auc']);
  expect(at('learn|').texts).toEqual(['fine-tune.fineTuning.learningRate']);
  expect(at('starred and me|')).toEqual({ from: 12, to: 14, texts: ['method', 'experiment'] });
  expect(at('|').texts.slice(0, 2)).toEqual(['title', 'method']);
});

test('completeFilter() offers the operators that fit after a field', () => {
  expect(at('auc |').texts).toContain('>=');
  expect(at('method |').texts).not.toContain('>=');
  expect(at('method i|').texts).toEqual(['in (', 'is empty']);
});

test('completeFilter() offers values in use, most used first, in quotes where they need them', () => {
  expect(at('method = |').texts).toEqual(['"PLM-NR-6 (FT)"', 'NewsBERT-4']);
  expect(at('method in (NewsBERT-4, |').texts[0]).toBe('"PLM-NR-6 (FT)"');
  expect(at('method not in (pl|').texts).toEqual(['"PLM-NR-6 (FT)"']);
  expect(at('method = "PLM|-NR" and x')).toEqual({ from: 9, to: 17, texts: ['"PLM-NR-6 (FT)"'] });
  expect(at('state = fa|').texts).toEqual(['failed']);
  expect(at('starred = |').texts).toEqual(['yes', 'no']);
  expect(at('started > |').texts).toContain('today');
});

test('completeFilter() offers values behind a colon', () => {
  expect(at('tag:|')).toEqual({ from: 4, to: 4, texts: ['baseline'] });
  expect(at('state:fa|')).toEqual({ from: 6, to: 8, texts: ['failed'] });
  expect(at('method:"PLM|').texts).toEqual(['"PLM-NR-6 (FT)"']);
  expect(at('nosuch:|').texts).toEqual([]);
});

test('completeFilter() offers and, or after a condition', () => {
  expect(at('auc > 0.6 a|').texts).toContain('and');
  expect(at('|').texts).not.toContain('and');
});

test('isUnfinished() tells a condition that is being written from a search', () => {
  const unfinished = (text: string): boolean => isUnfinished(text, fields, new FilterFields(fields));
  for (const text of [
    'me',
    'auc',
    'auc ',
    'starred and me',
    'auc > 0.6 a',
    'method i',
    'learningR',
    'not st',
    'tag:',
  ])
    expect(unfinished(text), text).toBe(true);
  for (const text of [
    '',
    'newsbert',
    'starred',
    'starred ',
    'method = me',
    'auc > 0.6',
    'method in (me',
    '"me',
    'newsbert ',
  ])
    expect(unfinished(text), text).toBe(false);
});
