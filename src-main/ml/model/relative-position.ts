/** UniLMv2's relative position bias of every pair of positions. */
import * as tf from '@tensorflow/tfjs-core';
import { relativePositionBucket } from '#shared/relative-position.ts';
import { gatherRows } from '../ops/gather-rows.ts';

/** Bias added to the scaled scores, `[heads, L, L]` (query, key), from the weight `[heads, buckets]`. */
export function relativePositionBias(weight: tf.Tensor, length: number, maxDistance: number): tf.Tensor3D {
  const [heads, buckets] = weight.shape as [number, number];
  const indices = new Int32Array(length * length);
  for (let query = 0; query < length; query++)
    for (let key = 0; key < length; key++)
      indices[query * length + key] = relativePositionBucket(key - query, buckets, maxDistance);
  const perPair = gatherRows(tf.transpose(weight), tf.tensor1d(indices, 'int32')); // [L * L, heads]
  return tf.reshape(tf.transpose(perPair), [heads, length, length]);
}
