import { expect, it } from 'vitest';
import { padTexts, textLength } from '#ml/data/texts.ts';
import { textsOf } from './some-texts.ts';

const texts = textsOf([1, 0, 3, 9], 6);
const [a, b, c, d] = texts.pieces.subarray(0, 4);
const long = texts.pieces.subarray(4, 8);

it('textLength() counts [CLS] and [SEP] and ends at maxTokens', () => {
  expect([0, 1, 2, 3].map((i) => textLength(texts, i))).toEqual([3, 2, 5, 6]);
});

it('padTexts() frames each text, pads to the longest one and marks the padding', () => {
  const batch = padTexts(texts, [2, 0, 1]);
  expect([batch.count, batch.length]).toEqual([3, 5]);
  expect([...batch.ids]).toEqual([1, b, c, d, 2, 1, a, 2, 0, 0, 1, 2, 0, 0, 0]);
  expect([...batch.mask]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0]);
});

it('padTexts() cuts a long text but keeps its [SEP]', () => {
  expect([...padTexts(texts, [3]).ids]).toEqual([1, ...long, 2]);
});

it('padTexts() pads to the length asked for', () => {
  const batch = padTexts(texts, [1], 6);
  expect([...batch.ids]).toEqual([1, 2, 0, 0, 0, 0]);
  expect([...batch.mask]).toEqual([1, 1, 0, 0, 0, 0]);
});
