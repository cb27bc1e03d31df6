/** Additive attention pooling: the one used over a title's tokens and over a user's clicked news. */
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../ops/linear.ts';
import { poolRows } from '../ops/pool-rows.ts';
import { tanh } from '../ops/tanh.ts';
import { parameter } from './params.ts';
import type { Params } from './params.ts';

export interface PoolingWeights {
  /** `[Q, D]` */
  W1: tf.Tensor;
  /** `[Q]` */
  b1: tf.Tensor;
  /** `[1, Q]` or `[Q]` */
  w2: tf.Tensor;
  /** `[1]` */
  b2: tf.Tensor;
}

/** The weights stored under `NAME.att_fc1` and `NAME.att_fc2`. */
export function poolingWeights(params: Params, name: string): PoolingWeights {
  return {
    W1: parameter(params, `${name}.att_fc1.weight`),
    b1: parameter(params, `${name}.att_fc1.bias`),
    w2: parameter(params, `${name}.att_fc2.weight`),
    b2: parameter(params, `${name}.att_fc2.bias`),
  };
}

/**
 * `a = exp(w2 . tanh(W1 x + b1) + b2) * mask; sum a x / (sum a + 1e-8)`, in an overflow-safe form of the same values.
 * @param x `[..., L, D]` float32 @param mask `[..., L]` float32, 0 or 1; without it every position counts
 * @returns `[..., D]`; the zero vector where the mask is all 0
 */
export function attentionPooling(x: tf.Tensor, weights: PoolingWeights, mask?: tf.Tensor): tf.Tensor {
  const length = x.shape.at(-2)!;
  const width = x.shape.at(-1)!;
  const { W1, b1, w2, b2 } = weights;
  const query = tanh(linear(tf.reshape(x, [-1, width]), W1, b1)); // [rows * L, Q]
  const logits = tf.reshape(linear(query, tf.reshape(w2, [1, -1]), b2), [-1, length]) as tf.Tensor2D;
  const rows = tf.reshape<tf.Rank.R3>(x, [-1, length, width]);
  const pooled = poolRows(rows, logits, mask && tf.reshape<tf.Rank.R2>(mask, [-1, length]));
  return tf.reshape(pooled, [...x.shape.slice(0, -2), width]);
}
