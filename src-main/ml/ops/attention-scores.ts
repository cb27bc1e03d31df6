/** The scores of attention before padding mask and softmax, for losses that compare them. */
import * as tf from '@tensorflow/tfjs-core';
import { mergeHeads, splitHeads } from './attention.ts';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

function scoresOf(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  heads: number,
  bias: tf.Tensor3D | undefined,
): tf.Tensor {
  if (hasKernel('AttentionScores'))
    return runKernel('AttentionScores', bias ? { query, key, bias } : { query, key }, { heads })[0]!;
  const scale = 1 / Math.sqrt(query.shape[2] / heads);
  const scores = tf.mul(tf.matMul(splitHeads(query, heads), splitHeads(key, heads), false, true), scale);
  return bias ? tf.add(scores, bias) : scores;
}

/** Gradients of query and key. */
function gradientsOf(dy: tf.Tensor, query: tf.Tensor3D, key: tf.Tensor3D, heads: number): tf.Tensor[] {
  if (hasKernel('AttentionScoresGrad'))
    return runKernel('AttentionScoresGrad', { dy, query, key }, { heads });
  return tf.tidy(() => {
    const scaled = tf.mul(dy, 1 / Math.sqrt(query.shape[2] / heads));
    const dQuery = tf.matMul(scaled, splitHeads(key, heads)) as tf.Tensor4D;
    const dKey = tf.matMul(scaled, splitHeads(query, heads), true, false) as tf.Tensor4D;
    return [mergeHeads(dQuery), mergeHeads(dKey)];
  });
}

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
  return differentiable({
    inputs: named,
    forward: (save) => {
      save([query, key]);
      return scoresOf(query, key, heads, bias);
    },
    backward: (dy, saved) => {
      const [dQuery, dKey] = gradientsOf(dy, saved[0] as tf.Tensor3D, saved[1] as tf.Tensor3D, heads);
      const gradients = { query: () => dQuery!, key: () => dKey!, bias: () => tf.sum(dy, 0) };
      return gradients as Record<string, () => tf.Tensor>;
    },
  }) as tf.Tensor4D;
}
