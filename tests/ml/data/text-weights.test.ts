import { expect, it } from 'vitest';
import { textWeights } from '#ml/data/text-weights.ts';
import { clickSlots } from '#ml/methods/click-forward.ts';

/** Two samples of history 2 and two candidates; the second has one click only. News 3 stands in both. */
const slots = clickSlots({
  size: 2,
  historyLength: 2,
  history: Int32Array.of(3, 5, -1, 3),
  candidates: Int32Array.of(3, 8, 5, 9),
});

it('textWeights() shares each sample evenly among its real news, repeated ones counted again', () => {
  expect([...slots.news]).toEqual([3, 5, 8, 9]);
  // 3: 2/4 of sample 1, 1/3 of sample 2; 5: 1/4 and 1/3; 8: 1/4; 9: 1/3; halved, as there are two samples.
  const expected = [0.5 + 1 / 3, 0.25 + 1 / 3, 0.25, 1 / 3].map((share) => share / 2);
  textWeights(slots).forEach((weight, n) => expect(weight).toBeCloseTo(expected[n]!, 6));
});

it('textWeights() of teachers whose weights sum to 1 sum to the weights of one teacher', () => {
  const [first, second, whole] = [
    textWeights(slots, [0.2, 0.9]),
    textWeights(slots, [0.8, 0.1]),
    textWeights(slots),
  ];
  whole.forEach((weight, n) => expect(first[n]! + second[n]!).toBeCloseTo(weight, 6));
  expect(first.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1.1 / 2, 6);
});
