/** How much each teacher counts for each sample, and the mixture of their logits. */
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './cross-entropy.ts';

/**
 * `w_i = softmax_i(-CE(z_i, y))` per sample: a teacher counts more where it is right.
 * @param teacherLogits M times `[B, C]` @param labels `[B]` int32
 * @returns `[M, B]`, each column summing to 1
 */
export function teacherWeights(teacherLogits: readonly tf.Tensor2D[], labels: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => {
    const negative = tf.stack(teacherLogits.map((z) => tf.neg(crossEntropy(z, labels)))); // [M, B]
    const raised = tf.exp(tf.sub(negative, tf.max(negative, 0, true)));
    return tf.div(raised, tf.sum(raised, 0, true));
  });
}

/** `sum_i w_i z_i`: M times `[B, C]` with weights `[M, B]` -> `[B, C]`. */
export function mixLogits(teacherLogits: readonly tf.Tensor2D[], weights: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.sum(tf.mul(tf.stack([...teacherLogits]), tf.expandDims(weights, 2)), 0));
}
