import { expect, it } from 'vitest';
import { maskTokens } from '#ml/data/masking.ts';
import { padTexts } from '#ml/data/texts.ts';
import { Rng } from '#shared/random.ts';
import { FIRST_REGULAR, MASK, SPECIAL, textsOf } from './some-texts.ts';

const VOCABULARY = 1000;
const OPTIONS = {
  rate: 0.15,
  mask: MASK,
  firstRegular: FIRST_REGULAR,
  vocabSize: VOCABULARY,
  special: SPECIAL,
};
const texts = textsOf([5000, 4000, 1], 5002, VOCABULARY);

it('maskTokens() never touches [CLS], [SEP] or padding, even where it masks all the rest', () => {
  const before = padTexts(texts, [0, 1, 2]);
  const ids = before.ids.slice();
  const { positions, targets } = maskTokens(ids, before.mask, { ...OPTIONS, rate: 1 }, new Rng(1));
  expect(positions.length).toBe(5000 + 4000 + 1);
  expect([...targets]).toEqual([...positions].map((at) => before.ids[at]));
  const hidden = new Set(positions);
  ids.forEach((id, at) => {
    if (!hidden.has(at)) expect(id).toBe(before.ids[at]);
  });
  expect(targets.every((id) => id >= FIRST_REGULAR)).toBe(true);
});

it('maskTokens() hides 15%, of which 80% by [MASK], 10% by a random regular token, 10% not at all', () => {
  const before = padTexts(texts, [0, 1]);
  const ids = before.ids.slice();
  const { positions } = maskTokens(ids, before.mask, OPTIONS, new Rng(2));
  const share = (test: (at: number) => boolean) => positions.filter(test).length / positions.length;
  // Within 4 standard deviations of a binomial of 9000, and of about 1350.
  expect(Math.abs(positions.length / 9000 - 0.15)).toBeLessThan(0.015);
  expect(Math.abs(share((at) => ids[at] === MASK) - 0.8)).toBeLessThan(0.044);
  expect(Math.abs(share((at) => ids[at] === before.ids[at]) - 0.1)).toBeLessThan(0.033);
  const random = positions.filter((at) => ids[at] !== MASK && ids[at] !== before.ids[at]);
  expect(random.every((at) => ids[at]! >= FIRST_REGULAR && ids[at]! < VOCABULARY)).toBe(true);
});

it('maskTokens() hides at least one token, and none of an empty text', () => {
  const one = padTexts(texts, [2]);
  expect([...maskTokens(one.ids, one.mask, { ...OPTIONS, rate: 1e-9 }, new Rng(3)).positions]).toEqual([1]);
  const empty = padTexts(textsOf([0], 4), [0]);
  expect(maskTokens(empty.ids, empty.mask, OPTIONS, new Rng(3)).positions.length).toBe(0);
});

it('maskTokens() draws the same from the same stream', () => {
  const run = (seed: number) => {
    const { ids, mask } = padTexts(texts, [1]);
    return { ...maskTokens(ids, mask, OPTIONS, new Rng(seed)), ids };
  };
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
});
