/**
 * Distances between the token states and between the attention scores of two models on the same texts, padding left
 * out, each text with a constant weight. With equal weights and no padding they are plain mean squared errors.
 */
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../ops/linear.ts';
import { weightedSquaredError } from '../ops/weighted-squared-error.ts';

/** A map from the student's width to the teacher's: weight `[D_t, D_s]`, bias `[D_t]`. */
export interface StateMap {
  weight: tf.Tensor;
  bias?: tf.Tensor | undefined;
}

/** Each text's weight per token of its own, `[N, 1]`. */
function perToken(mask: tf.Tensor2D, textWeights: tf.Tensor1D, power: number): tf.Tensor2D {
  const tokens = tf.maximum(tf.sum(mask, 1), 1);
  return tf.reshape(tf.div(textWeights, power === 1 ? tokens : tf.square(tokens)), [-1, 1]);
}

/**
 * `sum_n w_n mean (map(student) - teacher)^2`, the mean over the real tokens and coordinates of text n.
 * @param student `[N, L, D_s]` @param teacher `[N, L, D_t]` @param mask `[N, L]` float32 @param textWeights `[N]`
 * @param map needed where the widths differ; without it the states are compared as they are
 * @returns a scalar; call inside a tidy or a gradient function
 */
export function hiddenTerm(
  student: tf.Tensor3D,
  teacher: tf.Tensor3D,
  mask: tf.Tensor2D,
  textWeights: tf.Tensor1D,
  map?: StateMap,
): tf.Scalar {
  const mapped = map ? linear(student, map.weight, map.bias) : student;
  const [texts, length, width] = mapped.shape;
  if (teacher.shape[2] !== width)
    throw new RangeError(`hiddenTerm(): states of width ${width} and ${teacher.shape[2]} without a map`);
  const rows: [number, number] = [texts * length, width];
  const weights = tf.reshape(tf.mul(perToken(mask, textWeights, 1), mask), [texts * length]);
  return weightedSquaredError(tf.reshape(mapped, rows), tf.reshape(teacher, rows), weights as tf.Tensor1D);
}

/**
 * `sum_n w_n mean (student - teacher)^2`, the mean over heads and the real (query, key) pairs of text n.
 * @param student `[N, A, L, L]` scores before softmax @param teacher the same shape @param mask `[N, L]` float32
 * @param textWeights `[N]`
 * @returns a scalar; call inside a tidy or a gradient function
 */
export function attentionTerm(
  student: tf.Tensor4D,
  teacher: tf.Tensor4D,
  mask: tf.Tensor2D,
  textWeights: tf.Tensor1D,
): tf.Scalar {
  const [texts, heads, length] = student.shape;
  if (teacher.shape[1] !== heads)
    throw new RangeError(`attentionTerm(): ${heads} and ${teacher.shape[1]} heads cannot be compared`);
  const queries = tf.mul(mask, perToken(mask, textWeights, 2)); // [N, L]
  const pairs = tf.mul(tf.expandDims(queries, 2), tf.expandDims(mask, 1)); // [N, L, L]
  // Broadcast, as tile is slow on wasm.
  const weights = tf.mul(tf.expandDims(pairs, 1), tf.fill([1, heads, 1, 1], 1 / heads)); // [N, A, L, L]
  const count = texts * heads * length * length;
  const column = (scores: tf.Tensor4D) => tf.reshape<tf.Rank.R2>(scores, [count, 1]);
  return weightedSquaredError(column(student), column(teacher), tf.reshape(weights, [count]) as tf.Tensor1D);
}
