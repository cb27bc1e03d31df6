import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { TextEncoder, type TextEncoderOptions } from '#ml/model/text-encoder.ts';
import { poolNews } from '#ml/model/news-encoder.ts';
import { encode } from '#ml/model/plm.ts';
import { padTexts } from '#ml/data/texts.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { textsOf } from '../data/some-texts.ts';
import { TINY_PLM, TINY_SIZES, tinyRecommender } from '../tiny-recommender.ts';

/** Two blocks of the cached border and a part of a third, of many lengths. */
const LENGTHS = Array.from({ length: 70 }, (_, i) => (i * 5) % 13);
const MAX_TOKENS = 11;
const texts = textsOf(LENGTHS, MAX_TOKENS);
const BATCHES = [[0, 69, 33], [31, 32], [5, 6, 7, 8, 9, 10, 60], [13], [33, 0]].map((b) => Int32Array.from(b)); // prettier-ignore

type Choice = Partial<Pick<TextEncoderOptions, 'pooling' | 'frozenLayers' | 'cacheBytes' | 'dropout'>>;

/** Calls `work` with a maker of encoders over one random model, which is freed at the end. */
function withEncoders(
  work: (encoder: (choice?: Choice) => TextEncoder, params: TextEncoderOptions['params']) => void,
) {
  const params = tinyRecommender(3);
  const encoder = (choice: Choice = {}) =>
    new TextEncoder({
      params,
      config: TINY_PLM,
      texts,
      frozenLayers: 1,
      frozenEmbeddings: true,
      pooling: 'masked',
      dropout: { rate: 0, seed: 1 },
      cacheBytes: 1e9,
      ...choice,
    });
  work(encoder, params);
  tf.dispose([...params.values()]);
}

/** Bits of a vector per text of the batch. */
function vectors(encoder: TextEncoder, indices: Int32Array, path?: (string | number)[]): number[][] {
  return tf.tidy(() => encoder.encode(indices, path).arraySync());
}

onEveryBackend((backend) => {
  // A multithreaded product of other sizes may sum in another order.
  it.skipIf(backend === 'tensorflow')('the cached border gives the bits of the whole pass', () => {
    withEncoders((encoder) => {
      for (const pooling of ['masked', 'unmasked'] as const)
        for (const frozenLayers of [0, 1, 2]) {
          const cached = encoder({ pooling, frozenLayers });
          const whole = encoder({ pooling, frozenLayers, cacheBytes: 0 });
          for (const batch of BATCHES) expect(vectors(cached, batch)).toEqual(vectors(whole, batch));
        }
    });
  });

  it.skipIf(backend === 'tensorflow')('the cached border does not depend on the order of requests', () => {
    withEncoders((encoder) => {
      const forward = encoder();
      const backward = encoder();
      const expected = BATCHES.map((batch) => vectors(forward, batch));
      expect(BATCHES.toReversed().map((batch) => vectors(backward, batch)).reverse()).toEqual(expected); // prettier-ignore
      expect(vectors(forward, BATCHES[4]!)).toEqual(expected[4]);
    });
  });

  it('unmasked pooling pads every text to maxTokens, alone or beside a longer one', () => {
    withEncoders((encoder, params) => {
      const short = Int32Array.of(0);
      const expected = tf.tidy(() => {
        const { ids, mask } = padTexts(texts, short, MAX_TOKENS);
        const attended = tf.tensor2d(mask, [1, MAX_TOKENS]);
        const hidden = encode(params, TINY_PLM, tf.tensor2d(ids, [1, MAX_TOKENS], 'int32'), attended);
        return poolNews(params, hidden, undefined).arraySync();
      });
      for (const cacheBytes of [0, 1e9]) {
        const found = vectors(encoder({ pooling: 'unmasked', cacheBytes }), short);
        expect(found[0]).toHaveLength(TINY_SIZES.newsDim);
        found[0]!.forEach((x, i) => expect(x).toBeCloseTo(expected[0]![i]!, 5));
      }
      expect(vectors(encoder(), short)).not.toEqual(expected);
    });
  });

  it('dropout switches on with a path alone, and is the same for the same path', () => {
    withEncoders((encoder) => {
      const dropping = encoder({ dropout: { rate: 0.2, seed: 1 } });
      const batch = BATCHES[2]!;
      const first = vectors(dropping, batch, ['title', 1]);
      expect(vectors(dropping, batch, ['title', 1])).toEqual(first);
      expect(vectors(dropping, batch, ['title', 2])).not.toEqual(first);
      expect(vectors(dropping, batch)).toEqual(vectors(encoder({ cacheBytes: 0 }), batch));
    });
  });

  it('encode() leaves only its result behind', () => {
    withEncoders((encoder) => {
      for (const cacheBytes of [0, 1e9]) {
        const one = encoder({ cacheBytes });
        expect(tensorsLeft(() => one.encode(BATCHES[0]!).dispose())).toBe(0);
      }
    });
  });
});
