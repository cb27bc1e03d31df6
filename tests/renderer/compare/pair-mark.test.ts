import { expect, it } from 'vitest';
import type { Pair } from '#shared/contract/compare.ts';
import { markOf } from '../../../src-renderer/compare/pair-mark.ts';

const pair = (difference: number, changes: Partial<Pair> = {}): Pair => ({
  a: 'A',
  b: 'B',
  metric: 'auc',
  design: 'paired',
  n: 5,
  difference,
  interval: null,
  t: 9,
  degrees: 4,
  p: 0.001,
  holm: 0.002,
  exact: null,
  effect: null,
  differences: [],
  equivalence: null,
  power: null,
  warnings: [],
  ...changes,
});

it('markOf() says of every pair only whether it differs, whichever side is named first', () => {
  expect(markOf(pair(0.01), undefined)).toBe('differ');
  expect(markOf(pair(-0.01), undefined)).toBe('differ');
  expect(markOf(pair(-0.01, { holm: 0.2 }), undefined)).toBe('alone');
});

it('markOf() points to where a group lies from the reference, if the repeats can tell', () => {
  expect(markOf(pair(0.01), 'A')).toBe('better');
  expect(markOf(pair(-0.01), 'A')).toBe('worse');
  expect(markOf(pair(-1, { metric: 'rankingMs' }), 'A')).toBe('better');
  expect(markOf(pair(1, { metric: 'anything else' }), 'A')).toBe('higher');
  expect(markOf(pair(-0.01, { p: 0.4 }), 'A')).toBe('unclear');
});
