import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { FrozenStates } from '#ml/model/frozen-states.ts';
import { encodeStates } from '#ml/model/layer-states.ts';
import { encode } from '#ml/model/plm.ts';
import { relativePositionBias } from '#ml/model/relative-position.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { textsOf } from '../data/some-texts.ts';
import { TINY_PLM, tinyRecommender } from '../tiny-recommender.ts';

/** Two blocks and a part of a third, of many lengths. */
const texts = textsOf(Array.from({ length: 70 }, (_, i) => (i * 5) % 13), 11); // prettier-ignore
const INDICES = Int32Array.of(0, 69, 33, 12);

const TOLERANCE = 2e-5;

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
}

onEveryBackend(() => {
  it('encodeStates() ends in what encode() gives, layer by layer', () => {
    const params = tinyRecommender(1);
    tf.tidy(() => {
      const { hidden, scores, mask, embeddings } = encodeStates({ params, config: TINY_PLM, texts, indices: INDICES, padTo: 0, scores: false }); // prettier-ignore
      expect(hidden).toHaveLength(2);
      expect(scores).toEqual([]);
      const ids = tf.tensor2d(
        Array.from(INDICES, (index) => {
          const tokens = [1, ...texts.pieces.subarray(texts.offsets[index], texts.offsets[index + 1]!)].slice(0, 10); // prettier-ignore
          return [...tokens, 2, ...new Array<number>(11).fill(0)].slice(0, mask.shape[1]);
        }),
        undefined,
        'int32',
      );
      expect(largestDifference(encode(params, TINY_PLM, ids, mask), hidden[1]!)).toBeLessThan(TOLERANCE);
      expect(embeddings.shape).toEqual(hidden[0]!.shape);
    });
    tf.dispose([...params.values()]);
  });

  it('encodeStates() gives scaled scores with the bias and without the mask of padding', () => {
    const params = tinyRecommender(1);
    tf.tidy(() => {
      const { hidden, scores, mask } = encodeStates({ params, config: TINY_PLM, texts, indices: INDICES, padTo: 0, scores: true }); // prettier-ignore
      const length = mask.shape[1];
      const bias = relativePositionBias(params.get('plm.rel_pos_bias.weight')!, length, 128).arraySync();
      const layer = 'plm.encoder.layer.1.attention.self';
      const [q, k] = ['query', 'key'].map((part) => {
        const rows = tf.reshape(hidden[0]!, [-1, 16]);
        const product = tf.matMul(rows, params.get(`${layer}.${part}.weight`)!, false, true);
        const all = tf.add(product, params.get(`${layer}.${part}.bias`)!);
        return (tf.reshape(all, [4, length, 16]) as tf.Tensor3D).arraySync();
      });
      const actual = scores[1]!.arraySync();
      for (const [n, head, i, j] of [
        [0, 0, 0, 1],
        [1, 1, 2, 0],
        [2, 1, 3, length - 1],
        [3, 0, length - 1, 0],
      ] as const) {
        // prettier-ignore
        let score = 0;
        for (let d = 8 * head; d < 8 * head + 8; d++) score += q![n]![i]![d]! * k![n]![j]![d]!;
        expect(actual[n]![head]![i]![j]).toBeCloseTo(score / Math.sqrt(8) + bias[head]![i]![j]!, 4);
      }
    });
    tf.dispose([...params.values()]);
  });

  it('FrozenStates.rows() gives the states of real tokens, kept or not, in any order and length', () => {
    const params = tinyRecommender(1);
    const options = { params, config: TINY_PLM, texts, layers: [2, 1], scores: true };
    const kept = new FrozenStates({ ...options, cacheBytes: 1e9 });
    const anew = new FrozenStates({ ...options, cacheBytes: 0 });
    for (const indices of [INDICES, Int32Array.of(5), Int32Array.of(33, 0, 31, 32)])
      tf.tidy(() => {
        const padTo = 11;
        const whole = encodeStates({ params, config: TINY_PLM, texts, indices, padTo, scores: true });
        const real = tf.expandDims(whole.mask, 2);
        const pairs = tf.expandDims(tf.mul(real, tf.expandDims(whole.mask, 1)), 1);
        for (const states of [kept, anew]) {
          const rows = states.rows(indices, padTo);
          const same = (a: tf.Tensor, b: tf.Tensor, where: tf.Tensor) => {
            expect(a.shape).toEqual(b.shape);
            expect(largestDifference(tf.mul(a, where), tf.mul(b, where))).toBeLessThan(TOLERANCE);
          };
          same(rows.embeddings, whole.embeddings, real);
          [1, 0].forEach((layer, place) => {
            same(rows.hidden[place]!, whole.hidden[layer]!, real);
            same(rows.scores[place]!, whole.scores[layer]!, pairs);
          });
        }
      });
    tf.dispose([...params.values()]);
  });

  it('FrozenStates.rows() gives the same bits whatever was asked before, without a gradient or a tensor left', () => {
    const params = tinyRecommender(1);
    const options = { params, config: TINY_PLM, texts, layers: [2], scores: true, cacheBytes: 1e9 };
    const bits = (first: number[]) => {
      const states = new FrozenStates(options);
      for (const index of first) tf.tidy(() => void states.rows(Int32Array.of(index), 11));
      return tf.tidy(() => states.rows(INDICES, 11).hidden[0]!.dataSync());
    };
    expect(bits([69, 40, 2])).toEqual(bits([]));
    const states = new FrozenStates(options);
    const left = tensorsLeft(() => {
      const one = tf.scalar(1);
      const free = tf.variable(one);
      const loss = () => tf.mul(tf.sum(states.rows(INDICES, 11).hidden[0]!), free) as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, [free, ...params.values()]);
      expect(Object.keys(grads)).toEqual([free.name]);
      tf.dispose([value, one, free, ...Object.values(grads)]);
    });
    expect(left).toBe(0);
    tf.dispose([...params.values()]);
  });
});
