import { expect, it } from 'vitest';
import { UNILMV2_BASE } from '#shared/config/plm-config.ts';
import { countParameters, initialise, mlmHeadShapes, recommenderParameterShapes } from '#ml/model/params.ts';

const SIZES = { newsDim: 256, queryDim: 200 };

it.each([
  [12, 109_885_346],
  [4, 53_182_370],
  [2, 39_006_626],
  [1, 31_918_754],
])('countParameters() of %i layers is the size of the paper', (layers, count) => {
  expect(countParameters(recommenderParameterShapes({ ...UNILMV2_BASE, layers }, SIZES))).toBe(count);
});

const TINY = { ...UNILMV2_BASE, vocabSize: 50, hiddenSize: 16, intermediateSize: 32, heads: 2, layers: 1 };

it('initialise() follows BERT: normal matrices, zero biases, LayerNorm weights one', () => {
  const values = initialise(recommenderParameterShapes(TINY, SIZES), 3, 0.05);
  const words = values.get('plm.embeddings.word_embeddings.weight')!.data;
  const sd = Math.sqrt(words.reduce((sum, x) => sum + x * x, 0) / words.length);
  expect(sd).toBeGreaterThan(0.045);
  expect(sd).toBeLessThan(0.055);
  expect(values.get('plm.embeddings.LayerNorm.weight')!.data.every((x) => x === 1)).toBe(true);
  expect(values.get('news.dense.bias')!.data.every((x) => x === 0)).toBe(true);
});

it('initialise() gives a parameter the same values whichever others there are', () => {
  const shapes = recommenderParameterShapes(TINY, SIZES);
  const more = new Map([...mlmHeadShapes(TINY), ...shapes]);
  expect(initialise(more, 3).get('news.dense.weight')).toEqual(
    initialise(shapes, 3).get('news.dense.weight'),
  );
  expect(initialise(shapes, 4).get('news.dense.weight')).not.toEqual(
    initialise(shapes, 3).get('news.dense.weight'),
  );
});
