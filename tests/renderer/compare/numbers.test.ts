import { describe, expect, test } from 'vitest';
import type { GroupMetric } from '#shared/contract/compare.ts';
import { placeLabels } from '../../../src-renderer/charts/place-labels.ts';
import { fitted, fittedPath, textWidth } from '../../../src-renderer/charts/text-fit.ts';
import {
  bestOf,
  digitsOf,
  effectSize,
  sharesUnit,
  signedText,
  unbroken,
} from '../../../src-renderer/compare/numbers.ts';
import { firstAxes, type PlotField } from '../../../src-renderer/compare/plot-fields.ts';
import { varianceShares } from '../../../src-renderer/compare/variance-shares.ts';

const cell = (mean: number, sd: number | null = null): GroupMetric => ({
  n: 1,
  mean,
  sd,
  interval: null,
  min: mean,
  max: mean,
  values: [mean],
  seeds: [1],
  runs: ['r'],
});

describe('numbers of a comparison', () => {
  test('unbroken() keeps a p and an interval in one line', () => {
    expect(unbroken('A is better by 0.57 AUC [0.41, 0.73]; p < 0.0001 (paired t), Holm 0.002.')).toBe(
      'A is better by 0.57 AUC [0.41,\u00a00.73]; p\u00a0<\u00a00.0001 (paired t), Holm 0.002.',
    );
  });

  test('digitsOf() shows two digits of the smallest deviation, within bounds', () => {
    expect(digitsOf('auc', [cell(0.7, 0.004), null])).toBe(2);
    expect(digitsOf('auc', [cell(0.7, 0.004), cell(0.7, 0.0003)])).toBe(3);
    expect(digitsOf('auc', [cell(0.7, 1e-9)])).toBe(4);
    expect(digitsOf('auc', [cell(0.7)])).toBe(2);
  });
  test('bestOf() follows the direction, marks ties alike, and no second of two', () => {
    const cells = [cell(0.7), cell(0.71), cell(0.7098), cell(0.6)];
    const { best, second } = bestOf(cells, 'auc', 2);
    expect([...best]).toEqual([1]);
    expect([...second]).toEqual([2]);
    expect([...bestOf(cells, 'auc', 1).best]).toEqual([1, 2]);
    expect([...bestOf([cell(3), cell(2)], 'rankingMs', 2).best]).toEqual([1]);
    expect(bestOf([cell(3), cell(2)], 'rankingMs', 2).second.size).toBe(0);
    expect(bestOf(cells, 'finalLoss', 2).best.size).toBe(0);
    expect(bestOf([cell(1), cell(1)], 'auc', 2).best.size).toBe(0);
  });
  test('signedText() has a true minus and no sign of zero', () => {
    expect(signedText(0.0057, 'auc')).toBe('+0.57');
    expect(signedText(-0.0057, 'auc')).toBe('−0.57');
    expect(signedText(0, 'auc')).toBe('0.00');
  });
  test('effectSize() keeps the usual limits', () => {
    expect([0.1, -0.2, 0.5, -0.8, 1.2].map(effectSize)).toEqual([
      'negligible',
      'small',
      'medium',
      'large',
      'veryLarge',
    ]);
  });
  test('sharesUnit() holds a margin to metrics of its unit', () => {
    expect(sharesUnit('auc', 'ndcg10')).toBe(true);
    expect(sharesUnit('auc', 'rankingMs')).toBe(false);
  });
});

describe('varianceShares()', () => {
  const base = { label: 'a', metric: 'auc', total: 10, evaluation: 2 };
  const shares = (parts: { seed: number | null; teacher: number | null }) => [
    ...varianceShares({ ...base, ...parts }),
  ];
  test('parts add up to the whole', () => {
    expect(shares({ seed: 5, teacher: 3 })).toEqual([
      ['seed', 5],
      ['teacher', 3],
      ['evaluation', 2],
    ]);
  });
  test('what cannot be told apart is one part', () => {
    expect(shares({ seed: null, teacher: null })).toEqual([
      ['evaluation', 2],
      ['repeats', 8],
    ]);
  });
});

describe('firstAxes()', () => {
  const field = (id: string, source: PlotField['source'], values: PlotField['values']): PlotField => ({
    id,
    source,
    values,
    scale: 1,
  });
  test('takes fields that all runs have, and at most eight', () => {
    const fields = [
      field('auc', 'metric', [1, 2]),
      field('layers', 'run', [2, 4]),
      field('seed', 'run', [1, null]),
      ...['a', 'b', 'c', 'd', 'e'].map((id) => field(id, 'recipe', [1, 2])),
      field('lacking', 'recipe', [1, null]),
    ];
    expect(firstAxes(fields, ['auc', 'mrr'])).toEqual(['layers', 'a', 'b', 'c', 'd', 'auc']);
  });
});

describe('texts of charts', () => {
  test('fitted() and fittedPath() cut to the room there is', () => {
    expect(fitted('short', 200)).toBe('short');
    const cut = fitted('a very long name indeed', 60);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidth(cut)).toBeLessThanOrEqual(60);
    expect(fittedPath('fine-tune.fineTuning.learningRate', 100)).toBe('learningRate');
  });
  test('placeLabels() keeps names apart and inside', () => {
    const frame = { left: 0, right: 300, top: 0, bottom: 200 };
    const points = [0, 1, 2, 3].map((i) => ({ x: 280, y: 100 + i, text: `method ${i}` }));
    const placed = placeLabels(points, frame);
    for (const { x, text } of placed) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + textWidth(text)).toBeLessThanOrEqual(300);
    }
    placed.forEach((a, i) =>
      placed.slice(i + 1).forEach((b) => expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(15)),
    );
  });
});
