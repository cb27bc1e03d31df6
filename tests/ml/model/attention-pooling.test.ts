import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { attentionPooling } from '#ml/model/attention-pooling.ts';
import { encodeUser, fillPadDoc } from '#ml/model/user-encoder.ts';
import { onEveryBackend } from '#tests/fixtures/backends.ts';
import { expectValues, readOracle, toTensor } from '#tests/fixtures/oracle.ts';
import type { OracleTensor } from '#tests/fixtures/oracle.ts';

type Key = 'x' | 'W1' | 'b1' | 'w2' | 'b2' | 'mask' | 'unmasked' | 'masked';
const oracle = readOracle<Record<Key, OracleTensor>>('pooling');

const load = () => {
  const [x, W1, b1, w2, b2, mask] = (['x', 'W1', 'b1', 'w2', 'b2', 'mask'] as const).map((key) =>
    toTensor(oracle[key]),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return { x, mask, weights: { W1, b1, w2, b2 } };
};

onEveryBackend(() => {
  it('attentionPooling() without a mask matches the oracle', () => {
    tf.tidy(() => {
      const { x, weights } = load();
      expectValues(attentionPooling(x, weights), oracle.unmasked);
    });
  });

  it('attentionPooling() ignores masked positions; an all-masked row gives the zero vector', () => {
    tf.tidy(() => {
      const { x, mask, weights } = load();
      const pooled = attentionPooling(x, weights, mask);
      expectValues(pooled, oracle.masked);
      expect([...tf.slice(pooled, [3, 0], [1, -1]).dataSync()].every((v) => v === 0)).toBe(true);
    });
  });

  it('attentionPooling() does not overflow where exp() would, nor lose its epsilon where logits are small', () => {
    tf.tidy(() => {
      const { x, mask, weights } = load();
      const raised = attentionPooling(x, { ...weights, b2: tf.tensor1d([200]) }, mask);
      expect(raised.dataSync().every(Number.isFinite)).toBe(true);
      // exp(-20) is 2e-9: the published epsilon of 1e-8 then shrinks the result to about a fifth or less.
      const lowered = attentionPooling(x, { ...weights, b2: tf.tensor1d([-20]) });
      const ratio = tf.norm(lowered).dataSync()[0]! / tf.norm(attentionPooling(x, weights)).dataSync()[0]!;
      expect(ratio).toBeGreaterThan(0.1);
      expect(ratio).toBeLessThan(0.9);
    });
  });

  it('attentionPooling() takes more leading axes', () => {
    tf.tidy(() => {
      const { x, mask, weights } = load();
      const pooled = attentionPooling(tf.reshape(x, [1, 5, 7, 16]), weights, tf.reshape(mask, [1, 5, 7]));
      expect(pooled.shape).toEqual([1, 5, 16]);
    });
  });

  it('fillPadDoc() puts pad_doc where the mask is 0', () => {
    tf.tidy(() => {
      const params = new Map([['user.pad_doc', tf.tensor2d([[7, 8]])]]);
      const history = tf.tensor3d([
        [
          [1, 2],
          [3, 4],
        ],
      ]);
      const filled = fillPadDoc(params, history, tf.tensor2d([[0, 1]]));
      expect([...filled.dataSync()]).toEqual([7, 8, 3, 4]);
    });
  });

  it('encodeUser() gives the zero vector to a user without history', () => {
    tf.tidy(() => {
      const { weights } = load();
      const params = new Map([
        ['user.pooling.att_fc1.weight', weights.W1],
        ['user.pooling.att_fc1.bias', weights.b1],
        ['user.pooling.att_fc2.weight', tf.reshape(weights.w2, [1, -1])],
        ['user.pooling.att_fc2.bias', weights.b2],
      ]);
      const user = encodeUser(params, tf.ones([1, 3, 16]), tf.zeros([1, 3]));
      expect([...user.dataSync()]).toEqual(Array(16).fill(0));
    });
  });
});
