import { describe, expect, it } from 'vitest';
import type { Pair } from '#shared/contract/compare.ts';
import { formatDifference, formatExactP, formatP } from '#shared/statistics/format.ts';
import { bootstrapSentence, pairNotes, pairSentence, verdictOf } from '#shared/statistics/sentence.ts';

const pair = (changes: Partial<Pair> = {}): Pair => ({
  a: 'NewsBERT-4',
  b: 'Tiny-NewsRec-4',
  metric: 'auc',
  design: 'paired',
  n: 5,
  difference: 0.0057,
  interval: { low: 0.0041, high: 0.0073 },
  t: 9.9,
  degrees: 4,
  p: 0.0004,
  holm: 0.002,
  exact: { test: 'wilcoxon', statistic: 0, p: 0.0625 },
  effect: { name: 'd_z', value: 4.4 },
  differences: [1, 2, 3, 4, 5].map((seed) => ({ seed, value: 0.0057 })),
  equivalence: null,
  power: { detectable: 0.002, repeatsForSeen: 3 },
  warnings: ['exact-floor'],
  ...changes,
});
const swapped = ({ interval, ...rest }: Pair): Pair => ({
  ...rest,
  a: rest.b,
  b: rest.a,
  difference: -rest.difference,
  interval: interval && { low: -interval.high, high: -interval.low },
  differences: rest.differences.map(({ seed, value }) => ({ seed, value: -value })),
});

describe('pairSentence()', () => {
  it('names the better one, the size, the agreement and both p', () => {
    const text =
      'Tiny-NewsRec-4 is better than NewsBERT-4 by 0.57 AUC [0.41, 0.73]; all 5 seeds agree; ' +
      'p = 0.0004 (paired t), Holm 0.002.';
    expect(pairSentence(pair(), 'en')).toBe(text);
    expect(pairSentence(swapped(pair()), 'en')).toBe(text);
  });

  it('names the other one first where all are held against a reference', () => {
    const text =
      'NewsBERT-4 is worse than Tiny-NewsRec-4 by 0.57 AUC [0.41, 0.73]; all 5 seeds agree; ' +
      'p = 0.0004 (paired t), Holm 0.002.';
    expect(pairSentence(swapped(pair()), 'en', 'Tiny-NewsRec-4')).toBe(text);
    expect(pairSentence(pair(), 'en', 'NewsBERT-4')).toMatch(/^Tiny-NewsRec-4 is better than NewsBERT-4 /);
  });

  it('speaks Spanish', () => {
    expect(pairSentence(pair(), 'es')).toBe(
      'Tiny-NewsRec-4 supera a NewsBERT-4 en 0.57 AUC [0.41, 0.73]; las 5 semillas coinciden; ' +
        'p = 0.0004 (t pareada), Holm 0.002.',
    );
  });

  it('says that repeats cannot tell', () => {
    const one = pair({ p: 0.2, holm: 0.4, interval: { low: -0.001, high: 0.012 } });
    expect(pairSentence(one, 'en')).toBe(
      '5 repeats cannot tell NewsBERT-4 and Tiny-NewsRec-4 apart: Tiny-NewsRec-4 minus NewsBERT-4 is ' +
        '0.57 AUC [−0.10, 1.20]; all 5 seeds agree; p = 0.2 (paired t), Holm 0.4.',
    );
  });

  it('does not call better what Holm takes back', () => {
    expect(verdictOf(pair({ p: 0.03, holm: 0.2 }))).toBe('alone');
    expect(pairSentence(pair({ p: 0.03, holm: 0.2 }), 'en')).toMatch(
      /^Taken alone, .* not enough, Holm 0.2\.$/,
    );
  });

  it('turns where less is better', () => {
    const one = pair({ metric: 'rankingMs', difference: -0.4, interval: { low: -0.6, high: -0.2 } });
    expect(pairSentence(one, 'en')).toMatch(
      /^Tiny-NewsRec-4 is better than NewsBERT-4 by 0.40 ms Ranking \[0.20, 0.60\]/,
    );
    expect(verdictOf(one)).toBe('better');
  });

  it('tells equivalence with its margin', () => {
    const equivalence = { margin: 0.003, p: 0.01, equivalent: true };
    const one = pair({ p: 0.6, holm: 0.6, difference: 0.0002, equivalence });
    expect(pairSentence(one, 'en')).toMatch(/^NewsBERT-4 and Tiny-NewsRec-4 are equivalent within ±0.30 AUC/);
  });

  it('tells a difference that is there, but within the margin', () => {
    const one = pair({ equivalence: { margin: 0.02, p: 0.0003, equivalent: true } });
    expect(pairSentence(one, 'en')).toBe(
      `${pairSentence(pair(), 'en')} Even so it is small: within ±2.00 AUC, p = 0.0003 (two one-sided t tests).`,
    );
    expect(pairSentence(one, 'es')).toMatch(/Aun así es pequeña: dentro de ±2\.00 AUC, p = 0\.0003/);
    const near = pair({ equivalence: { margin: 0.006, p: 0.3, equivalent: false } });
    expect(pairSentence(near, 'en')).toBe(pairSentence(pair(), 'en'));
    expect(pairNotes(near, 'en')).toContain(
      'Not shown to be equivalent within ±0.60 AUC: p = 0.3 (two one-sided t tests).',
    );
    const beyond = pair({ equivalence: { margin: 0.002, p: 0.99, equivalent: false } });
    expect(pairNotes(beyond, 'en')).toEqual(pairNotes(pair(), 'en'));
  });

  it('claims nothing without a test', () => {
    const none = { t: null, p: null, holm: null, interval: null, power: null, exact: null };
    expect(pairSentence(pair({ ...none, warnings: ['one-repeat'] }), 'en')).toMatch(/^With a single repeat/);
    expect(pairSentence(pair({ ...none, warnings: ['no-spread'] }), 'en')).toMatch(/in every repeat/);
  });
});

describe('pairNotes()', () => {
  it('says what the exact test cannot reach', () => {
    expect(pairNotes(pair(), 'en')).toEqual(['At 5 pairs the exact test cannot go below 0.0625.']);
  });

  it('says how many repeats would show it', () => {
    const one = pair({
      p: 0.2,
      holm: 0.4,
      warnings: ['low-power'],
      power: { detectable: 0.012, repeatsForSeen: 1234 },
    });
    expect(pairNotes(one, 'en')).toEqual([
      'A true difference of this size would be found in less than half of such studies; about 1,234 repeats would find it in 80%.',
      'These repeats find a true difference of 1.20 AUC in 80% of studies.',
    ]);
  });
});

describe('bootstrapSentence()', () => {
  it('names impressions and draws', () => {
    const result = {
      metric: 'auc',
      impressions: 70_000,
      draws: 10_000,
      difference: 0.0057,
      interval: { low: 0.004, high: 0.007 },
      p: 0.0001,
      milliseconds: 900,
    };
    expect(bootstrapSentence('A', 'B', result, 'en')).toBe(
      'Over 70,000 impressions, B minus A is 0.57 AUC [0.40, 0.70]; p = 0.0001 (paired bootstrap, 10,000 draws).',
    );
  });
});

describe('formatP()', () => {
  it('never prints zero, and never crosses a limit', () => {
    const shown = [0, 1e-9, 0.00012, 0.0004, 0.00099951, 0.0312, 0.0496, 0.04996, 0.05, 0.18327, 0.9999, 1];
    expect(shown.map(formatP)).toEqual([
      '< 0.0001',
      '< 0.0001',
      '0.00012',
      '0.0004',
      '0.0009995',
      '0.031',
      '0.0496',
      '0.04996',
      '0.05',
      '0.18',
      '> 0.99',
      '1',
    ]);
  });

  it('keeps the digits of an exact p', () => {
    expect(formatExactP(0.0625)).toBe('0.0625');
  });
});

describe('formatDifference()', () => {
  it('gives percentage points, and more digits rather than zero', () => {
    expect(formatDifference(0.0057, 'auc')).toBe('0.57');
    expect(formatDifference(-0.00003, 'auc')).toBe('−0.003');
    expect(formatDifference(0, 'auc')).toBe('0.00');
  });
});
