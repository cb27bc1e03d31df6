/** Squared distance of row pairs, averaged over coordinates and summed with a constant weight per row. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './kernel.ts';

/**
 * `sum_r w_r mean_d (a_rd - b_rd)^2`.
 * @param a `[R, D]` @param b `[R, D]` @param rowWeights `[R]`, constant (no gradient)
 * @returns a scalar
 */
export function weightedSquaredError(a: tf.Tensor2D, b: tf.Tensor2D, rowWeights: tf.Tensor1D): tf.Scalar {
  const width = a.shape[1];
  return differentiable({
    inputs: { a: a as tf.Tensor, b: b as tf.Tensor },
    forward: (save) => {
      const difference = tf.sub(a, b);
      const weighted = tf.mul(difference, tf.expandDims(tf.div(rowWeights, width), 1));
      save([weighted]);
      return tf.sum(tf.mul(weighted, difference)) as tf.Tensor;
    },
    backward: (dy, [weighted]) => ({
      a: () => tf.mul(weighted!, tf.mul(dy, 2)),
      b: () => tf.mul(weighted!, tf.mul(dy, -2)),
    }),
  }) as tf.Scalar;
}
