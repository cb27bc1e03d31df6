import { expect, it } from 'vitest';
import { ClickBatches, drawNegatives, fillHistory, listClicks } from '#ml/data/clicks.ts';
import type { Impressions } from '#ml/data/clicks.ts';
import { epochOrder } from '#ml/data/epoch-order.ts';
import { Rng } from '#shared/random.ts';

/** One row per impression: history, then `[news, label]` per candidate. */
function impressionsOf(rows: readonly (readonly [number[], [number, number][]])[]): Impressions {
  const offsets = (lengths: number[]) => {
    const out = new Float64Array(lengths.length + 1);
    lengths.forEach((length, i) => (out[i + 1] = out[i]! + length));
    return out;
  };
  return {
    impressions: rows.length,
    historyOffsets: offsets(rows.map(([history]) => history.length)),
    history: Int32Array.from(rows.flatMap(([history]) => history)),
    candidateOffsets: offsets(rows.map(([, candidates]) => candidates.length)),
    candidates: Int32Array.from(rows.flatMap(([, candidates]) => candidates.map(([news]) => news))),
    labels: Uint8Array.from(rows.flatMap(([, candidates]) => candidates.map(([, label]) => label))),
  };
}

const data = impressionsOf([
  [[1, 2, 3, 4, 5], [[10, 0], [11, 1], [12, 0], [13, 1], [14, 0], [15, 0]]],
  [[6], [[20, 1], [21, 1]]],
  [[], [[30, 0], [31, 0]]],
  [[], [[40, 1], [41, 0], [42, 0]]],
]); // prettier-ignore
const UNCLICKED = new Map([[11, [10, 12, 14, 15]], [13, [10, 12, 14, 15]], [40, [41, 42]]]); // prettier-ignore
const clicks = listClicks(data);
const OPTIONS = { batchSize: 2, negatives: 3, maxHistory: 3, fullHistory: false, seed: 5 };

it('listClicks() gives one sample per click and counts the impressions without both classes', () => {
  expect([...clicks.impression]).toEqual([0, 0, 3]);
  expect([...clicks.clicked].map((c) => data.candidates[c])).toEqual([11, 13, 40]);
  expect(clicks.skipped).toBe(2);
});

it('fillHistory() keeps the most recent clicks, padded on the left', () => {
  const out = new Int32Array(12).fill(99);
  expect([0, 1, 3].map((impression, row) => fillHistory(data, impression, 4, out, row * 4))).toEqual([
    4, 1, 0,
  ]);
  expect([...out]).toEqual([2, 3, 4, 5, -1, -1, -1, 6, -1, -1, -1, -1]);
});

it('drawNegatives() repeats none while there are enough, and each equally often where there are too few', () => {
  for (let seed = 0; seed < 30; seed++) {
    const draw = (impression: number, count: number) =>
      drawNegatives(data, impression, count, new Rng(seed)).sort();
    expect(new Set(draw(0, 3)).size).toBe(3);
    expect(draw(0, 4)).toEqual([10, 12, 14, 15]);
    expect(draw(3, 4)).toEqual([41, 41, 42, 42]);
  }
});

it('epochOrder() is a permutation, another for each seed and epoch', () => {
  const order = epochOrder(50, 1, 0);
  expect([...order].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
  expect(epochOrder(50, 1, 0)).toEqual(order);
  expect(epochOrder(50, 1, 1)).not.toEqual(order);
  expect(epochOrder(50, 2, 0)).not.toEqual(order);
});

it('ClickBatches.at() depends on seed and step alone, in whatever order steps are asked for', () => {
  const forward = new ClickBatches(data, clicks, OPTIONS);
  const backward = new ClickBatches(data, clicks, OPTIONS);
  const steps = [0, 1, 2, 3, 4, 5];
  const expected = steps.map((step) => forward.at(step));
  expect(steps.toReversed().map((step) => backward.at(step)).reverse()).toEqual(expected); // prettier-ignore
  const other = new ClickBatches(data, clicks, { ...OPTIONS, seed: 6 });
  expect(steps.map((step) => other.at(step))).not.toEqual(expected);
});

it('ClickBatches.at() takes every click once per epoch, first of its sample, before its own negatives', () => {
  const batches = new ClickBatches(data, clicks, OPTIONS);
  expect(batches.stepsPerEpoch).toBe(2);
  for (const epoch of [0, 1]) {
    const both = [batches.at(2 * epoch), batches.at(2 * epoch + 1)];
    expect(both.map(({ size }) => size)).toEqual([2, 1]);
    const samples = both.flatMap(({ size, candidates }) =>
      Array.from({ length: size }, (_, row) => [...candidates.subarray(4 * row, 4 * row + 4)]),
    );
    expect(samples.map(([clicked]) => clicked).sort()).toEqual([11, 13, 40]);
    for (const [clicked, ...negatives] of samples)
      for (const negative of negatives) expect(UNCLICKED.get(clicked!)).toContain(negative);
  }
});

it('ClickBatches.at() draws new negatives for the same click in each epoch', () => {
  const one = { ...clicks, impression: clicks.impression.slice(0, 1), clicked: clicks.clicked.slice(0, 1) };
  const batches = new ClickBatches(data, one, OPTIONS);
  const drawn = Array.from({ length: 20 }, (_, epoch) => batches.at(epoch).candidates.join());
  expect(new Set(drawn).size).toBeGreaterThan(5);
});

it('ClickBatches.at() has as many history columns as the longest history, or all where padding is learned', () => {
  const empty = listClicks(impressionsOf([[[], [[1, 1], [2, 0]]]])); // prettier-ignore
  const lone = impressionsOf([[[], [[1, 1], [2, 0]]]]); // prettier-ignore
  expect(new ClickBatches(lone, empty, OPTIONS).at(0)).toMatchObject({
    historyLength: 1,
    history: Int32Array.of(-1),
  });
  expect(new ClickBatches(lone, empty, { ...OPTIONS, fullHistory: true }).at(0)).toMatchObject({
    historyLength: 3,
    history: Int32Array.of(-1, -1, -1),
  });
});
