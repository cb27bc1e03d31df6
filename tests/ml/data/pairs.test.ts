import { expect, it } from 'vitest';
import { listPairs, PairBatches } from '#ml/data/pairs.ts';
import { textsOf } from './some-texts.ts';

const NEWS = Int32Array.of(3, 5, 8, 9, 12);
const OPTIONS = { batchSize: 2, negatives: 6, seed: 4 };
const steps = Array.from({ length: 9 }, (_, step) => step);

it('listPairs() keeps the news that have both a title and a body', () => {
  expect([...listPairs(textsOf([2, 0, 1, 3, 0], 8), textsOf([4, 5, 0, 1, 0], 8))]).toEqual([0, 3]);
});

it('PairBatches.at() puts the match first and never the news itself among the others', () => {
  const batches = new PairBatches(NEWS, OPTIONS);
  const others = new Set<number>();
  for (let step = 0; step < 60; step++) {
    const { size, bodies, titles } = batches.at(step);
    for (let row = 0; row < size; row++) {
      const [match, ...rest] = titles.subarray(7 * row, 7 * row + 7);
      expect(match).toBe(bodies[row]);
      expect(rest).not.toContain(match);
      for (const title of rest) others.add(title);
    }
  }
  expect([...others].sort((a, b) => a - b)).toEqual([...NEWS]);
});

it('PairBatches.at() asks about every body once per epoch', () => {
  const batches = new PairBatches(NEWS, OPTIONS);
  expect(batches.stepsPerEpoch).toBe(3);
  const epoch = [3, 4, 5].flatMap((step) => [...batches.at(step).bodies]);
  expect(epoch.sort((a, b) => a - b)).toEqual([...NEWS]);
});

it('PairBatches.at() depends on seed and step alone, in whatever order steps are asked for', () => {
  const forward = new PairBatches(NEWS, OPTIONS);
  const backward = new PairBatches(NEWS, OPTIONS);
  const expected = steps.map((step) => forward.at(step));
  expect(steps.toReversed().map((step) => backward.at(step)).reverse()).toEqual(expected); // prettier-ignore
  const other = new PairBatches(NEWS, { ...OPTIONS, seed: 5 });
  expect(steps.map((step) => other.at(step))).not.toEqual(expected);
});

it('PairBatches refuses a single news item, which has no other title', () => {
  expect(() => new PairBatches(Int32Array.of(1), OPTIONS)).toThrow(/at least 2/);
});
