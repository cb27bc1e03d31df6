import { describe, expect, test } from 'vitest';
import type { Recipe, Run } from '#shared/contract/runs.ts';
import { fieldsOf } from '#shared/runs/fields.ts';
import { filterHintWords } from '#shared/runs/filter-hint.ts';
import { filterProblemWords } from '#shared/runs/filter-problem.ts';
import { parseFilter } from '#shared/runs/filter.ts';
import { makeRun } from './run-fixture.ts';

/** What is told of a filter that can be read, with the text that is offered. */
const hintsOf = (text: string): string[] => {
  const parsed = parseFilter(text, fieldsOf(Object.values(runs), recipes), recipes, NOW);
  if (!parsed.ok) throw new Error(filterProblemWords('en', parsed.problem));
  return parsed.hints.map((hint) => {
    const offered = text.slice(0, hint.from) + hint.instead + text.slice(hint.to);
    return `${filterHintWords('en', hint)} ${offered}`;
  });
};

const NOW = new Date(2026, 9, 5, 15, 0).getTime();
const recipes: Record<string, Recipe> = {
  r1: { 'newsbert.newsBert.learningRate': 1e-4, 'newsbert.layers': 4, 'embed.layers': 4 },
  r2: { 'stage-two.stageTwo.learningRate': 5e-5, 'stage-two.stageTwo.sharedTransform': true },
  r3: { 'imported.my param': 'x' },
};
const runs: Record<string, Run> = {
  news: makeRun({
    metrics: { auc: 0.69, 'dev/auc': 0.7 },
    tags: ['baseline', 'Old One'],
    startedAt: new Date(2026, 9, 1, 12).getTime(),
    endedAt: new Date(2026, 9, 1, 12, 2).getTime(),
  }),
  tiny: makeRun({
    methods: ['Tiny-NewsRec-4', 'Tiny-NewsRec-4 (again)'],
    recipe: 'r2',
    seed: 2,
    metrics: { auc: 0.7 },
    starred: true,
    startedAt: new Date(2026, 9, 5, 9).getTime(),
    endedAt: new Date(2026, 9, 5, 9, 0, 30).getTime(),
    bytes: 20_000_000,
    note: 'With the "new" teachers.',
  }),
  failed: makeRun({
    kind: 'fine-tune',
    title: 'Fine-tune teacher 2',
    methods: ['PLM-NR-6 (FT)'],
    recipe: 'r3',
    seed: 3,
    state: 'failed',
    startedAt: null,
    endedAt: null,
    dataset: null,
    archived: true,
  }),
};
const all = Object.values(runs);
const fields = fieldsOf(all, recipes);

function found(filter: string): string[] {
  const parsed = parseFilter(filter, fields, recipes, NOW);
  if (!parsed.ok) throw new Error(`${filter}: ${filterProblemWords('en', parsed.problem)}`);
  return Object.entries(runs)
    .filter(([, run]) => parsed.test(run))
    .map(([name]) => name);
}

describe('parseFilter() finds', () => {
  const cases: [string, string[]][] = [
    ['', ['news', 'tiny', 'failed']],
    ['  ', ['news', 'tiny', 'failed']],
    ['auc > 0.69', ['tiny']],
    ['auc >= 69%', ['news', 'tiny']],
    ['auc>=.69 and auc<70%', ['news']],
    ['dev/auc = 0.7', ['news']],
    ['AUC > 0.695', ['tiny']],
    ['method = "NewsBERT-4"', ['news']],
    ['method = newsbert-4', ['news']],
    ['method = "Tiny-NewsRec-4 (again)"', ['tiny']],
    ['method != NewsBERT-4', ['tiny', 'failed']],
    ['method ~ news', ['news', 'tiny']],
    ['method !~ news', ['failed']],
    ['method ~ /^tiny.*-\\d$/', ['tiny']],
    ['method ~ /^TINY/m', []],
    ['seed in (1, 3)', ['news', 'failed']],
    ['seed not in (1, 3)', ['tiny']],
    ['method in ("NewsBERT-4", "PLM-NR-6 (FT)")', ['news', 'failed']],
    ['dataset is empty', ['failed']],
    ['auc is not empty', ['news', 'tiny']],
    ['not auc is empty', ['news', 'tiny']],
    ['starred', ['tiny']],
    ['not starred', ['news', 'failed']],
    ['!archived starred', ['tiny']],
    ['starred = no', ['news', 'failed']],
    ['tag = baseline', ['news']],
    ['tags = "old one"', ['news']],
    ['started > 2026-10-01', ['tiny']],
    ['started >= 2026-10-01', ['news', 'tiny']],
    ['started = 2026-10-01', ['news']],
    ['started < 2026-10-01T12:00', []],
    ['started <= 2026-10-01T12:00', ['news']],
    ['started = 2026-10', ['news', 'tiny']],
    ['started = today', ['tiny']],
    ['started < 1d', ['news']],
    ['seconds > 60', ['news']],
    ['duration >= 2m', ['news']],
    ['duration < 0.5min', []],
    ['size > 10MB', ['tiny']],
    ['newsBert.learningRate >= 1e-4', ['news']],
    ['stageTwo.learningRate < 1e-4', ['tiny']],
    ['sharedTransform', ['tiny']],
    ['`imported.my param` = x', ['failed']],
    ['state = failed or starred', ['tiny', 'failed']],
    ['starred or seed = 1 and auc > 90%', ['tiny']],
    ['(starred or seed = 1) and auc < 70%', ['news']],
    ['starred || seed = 1 && auc > 90%', ['tiny']],
    ['teacher', ['tiny', 'failed']],
    ['"new" teachers', ['tiny']],
    ['mind-small news', ['news', 'tiny']],
    ['main-table', ['news', 'tiny', 'failed']],
    ['note ~ "the \\"new\\""', ['tiny']],
    ['failed', ['failed']],
    ['auc', []],
    ['SEED = 1 AND NOT starred', ['news']],
    ['tag:base', ['news']],
    ['tags:"old one"', ['news']],
    ['method:news', ['news', 'tiny']],
    ['Method:PLM-NR-6 state:failed', ['failed']],
    ['not method:news', ['failed']],
    ['seed:2 or seed:3', ['tiny', 'failed']],
    ['starred:yes', ['tiny']],
    ['started:2026-10-05', ['tiny']],
    ['auc:70%', ['tiny']],
    ['method : tiny', ['tiny']],
    ['12:30', []],
    ['nosuch:field', []],
  ];
  test.each(cases)('%s', (filter, expected) => expect(found(filter)).toEqual(expected));
});

describe('parseFilter() marks the place of', () => {
  const cases: [string, string, string, string][] = [
    ['aucc > 0.6', 'aucc', 'unknown-field-near', 'did you mean auc?'],
    ['zzzzzzzz > 0.6', 'zzzzzzzz', 'unknown-field', 'No run has'],
    ['learningRate > 1', 'learningRate', 'ambiguous-field', 'stage-two.stageTwo.learningRate'],
    ['auc > "abc"', '"abc"', 'not-a-number', 'auc is a number'],
    ['auc > 1x', '1x', 'not-a-number', '1x'],
    ['auc >', ' ', 'expected-value', 'after “>”'],
    ['auc > and starred', 'and', 'keyword-value', 'in quotes'],
    ['method > 3', '>', 'no-order', 'cannot compare'],
    ['and starred', 'and', 'expected-condition', 'Expected a condition'],
    ['starred and', ' ', 'expected-condition', 'Expected a condition'],
    ['starred or or seed = 1', 'or', 'expected-condition', 'Expected a condition'],
    ['(starred or auc > 1', '(', 'open-parenthesis', 'not closed'],
    ['seed in (1, 2', '(', 'open-parenthesis', 'not closed'],
    ['starred)', ')', 'extra-parenthesis', 'no parenthesis'],
    ['seed in 3', '3', 'expected-list', '(1, 2, 3)'],
    ['seed in (1 2)', '2', 'expected-list', '(1, 2, 3)'],
    ['method = "News', '"News', 'open-quote', 'close it with "'],
    ['method ~ /news', '/news', 'open-pattern', 'no end'],
    ['method ~ /(/', '/(/', 'bad-pattern', 'cannot be read'],
    ['started > 2026-02-30', '2026-02-30', 'not-a-time', 'is no time'],
    ['started > soon', 'soon', 'not-a-time', 'is no time'],
    ['starred = perhaps', 'perhaps', 'not-a-boolean', 'yes or no'],
    ['dataset is full', 'full', 'expected-empty', 'not empty'],
    ['tag:', ' ', 'expected-value', 'after “:”'],
    ['seed:two', 'two', 'not-a-number', 'seed is a number'],
    ['learningRate:1', 'learningRate', 'ambiguous-field', 'stage-two.stageTwo.learningRate'],
    ['`auc` 3', '`auc`', 'expected-operator', 'Expected ='],
  ];
  test.each(cases)('%s', (filter, place, code, words) => {
    const parsed = parseFilter(filter, fields, recipes, NOW);
    if (parsed.ok) throw new Error('It was read.');
    expect(`${filter} `.slice(parsed.from, parsed.to)).toBe(place);
    expect(parsed.problem.code).toBe(code);
    expect(filterProblemWords('en', parsed.problem)).toContain(words);
    expect(filterProblemWords('es', parsed.problem)).not.toBe(filterProblemWords('en', parsed.problem));
  });
});

test('parseFilter() reads any text without throwing', () => {
  const pieces = [
    'auc',
    '>',
    '(',
    ')',
    '"',
    "'",
    '/',
    '~',
    'not',
    'in',
    'is',
    ',',
    '1e',
    '%',
    '`',
    '\\',
    ' ',
  ];
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let i = 0; i < 3_000; i++) {
    const text = Array.from({ length: next(9) }, () => pieces[next(pieces.length)]).join('');
    const parsed = parseFilter(text, fields, recipes, NOW);
    if (!parsed.ok) expect(parsed.to).toBeGreaterThanOrEqual(parsed.from);
  }
});

describe('what is probably not meant is told', () => {
  test('a share that is compared in percent', () => {
    const words = 'auc is a share between 0 and 1; did you mean 70%?';
    expect(hintsOf('auc > 70')).toEqual([`${words} auc > 70%`]);
    expect(hintsOf('seed > 70 and auc:70')).toEqual([`${words} seed > 70 and auc:70%`]);
    for (const text of ['auc > 70%', 'auc > 0.7', 'auc <= 1', 'seed > 70', 'layers = 12'])
      expect(hintsOf(text)).toEqual([]);
  });

  test('a word that is nearly one that joins', () => {
    const words = (word: string, instead: string): string =>
      `“${word}” is searched for as a word here; did you mean ${instead}?`;
    expect(hintsOf('auc > 0.6 andd seed = 1')).toEqual([`${words('andd', 'and')} auc > 0.6 and seed = 1`]);
    expect(hintsOf('seed = 1 nad layers = 4')).toEqual([`${words('nad', 'and')} seed = 1 and layers = 4`]);
    expect(hintsOf('seed = 1 orr starred')).toEqual([`${words('orr', 'or')} seed = 1 or starred`]);
    for (const text of [
      'andd',
      'seed = 1 andd',
      'seed = 1 and andd and layers = 4',
      'news tiny',
      'seed=1 teacher layers=4',
    ])
      expect(hintsOf(text)).toEqual([]);
  });
});
