import { describe, expect, test } from 'vitest';
import type { CompareRoute } from '../../../src-renderer/state/compare-address.ts';
import { comparisonQuery, groupParts, parseComparison } from '../../../src-renderer/state/compare-address.ts';

const key = (letter: string): string => letter.repeat(12);
const there = (route: CompareRoute): CompareRoute =>
  parseComparison(groupParts(route), comparisonQuery(route));

describe('parseComparison()', () => {
  test('gives back all that an address holds', () => {
    const route: CompareRoute = {
      groups: [[key('a'), `-${key('b')}`], [key('c')]],
      names: ['ours ~ best / new?', null],
      against: 1,
      metric: 'ndcg10',
      metrics: ['auc', 'ndcg10', 'val/loss, mean'],
      margin: 0.0025,
      confidence: 0.99,
      pair: [1, 0],
      x: 'fine-tune.fineTuning.learningRate',
      y: 'val/loss, mean',
      cost: 'newsPerSecond',
      axes: ['seed', 'model.layers'],
    };
    expect(there(route)).toEqual(route);
    expect(there({ ...route, against: 'all' })).toEqual({ ...route, against: 'all' });
  });
  test('shortens keys, left-out ones too', () => {
    const long = 'd'.repeat(64);
    expect(there({ groups: [[long, `-${long}`]] }).groups).toEqual([[key('d'), `-${key('d')}`]]);
  });
  test('leaves out what makes no sense', () => {
    const query = 'against=7&margin=-1&confidence=2&metric=&pair=1-7&x=&axis=';
    expect(parseComparison(['a.b', '', '~', '.', '-'], query)).toEqual({ groups: [['a', 'b']] });
    for (const pair of ['1-1', '2', '1-2-2', '0-1', '1.5-2', 'x-y'])
      expect(parseComparison(['a', 'b'], `pair=${pair}`)).toEqual({ groups: [['a'], ['b']] });
  });
});
