import { expect, it } from 'vitest';
import { distinct } from '#ml/data/distinct.ts';

it.each([
  ['repeats and padding', [-1, 10, 9, 10, -1, 100], [9, 10, 100], [-1, 1, 0, 1, -1, 2]],
  ['no padding', [3, 0, 3], [0, 3], [1, 0, 1]],
  ['padding alone', [-1, -1], [], [-1, -1]],
  ['nothing', [], [], []],
])('distinct() of %s gives ascending items and their slots', (_, indices, items, slots) => {
  const found = distinct(Int32Array.from(indices));
  expect([...found.items]).toEqual(items);
  expect([...found.slots]).toEqual(slots);
});
