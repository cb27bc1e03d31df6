/** The scores of attention before padding mask and softmax, for losses that compare them. */
import * as tf from '@tensorflow/tfjs-core';
import { mergeHeads, splitHeads } from './attention.ts';
import { differentiable } from './kernel.ts';

/**
 * `query key^T / sqrt(d) + bias` per head, padding included as if it were real.
 * @param query `[B, L, D]` float32, the heads side by side along D @param key the same
 * @param bias `[heads, L, L]`, query position first
 * @returns `[B, heads, L, L]`
 */
export function attentionScores(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  heads: number,
  bias?: tf.Tensor3D,
): tf.Tensor4D {
  const named: Record<string, tf.Tensor> = bias ? { query, key, bias } : { query, key };
  const scale = 1 / Math.sqrt(query.shape[2] / heads);
  return differentiable({
    inputs: named,
    forward: (save) => {
      save([query, key]);
      const products = tf.matMul(splitHeads(query, heads), splitHeads(key, heads), false, true);
      const scores = tf.mul(products, scale);
      return bias ? tf.add(scores, bias) : scores;
    },
    backward: (dy, saved) => {
      const [q, k] = saved as [tf.Tensor3D, tf.Tensor3D];
      const scaled = tf.mul(dy, scale);
      const against = (other: tf.Tensor3D, transpose: boolean) =>
        mergeHeads(tf.matMul(scaled, splitHeads(other, heads), transpose, false) as tf.Tensor4D);
      const gradients = {
        query: () => against(k, false),
        key: () => against(q, true),
        bias: () => tf.sum(dy, 0),
      };
      return gradients as Record<string, () => tf.Tensor>;
    },
  }) as tf.Tensor4D;
}
