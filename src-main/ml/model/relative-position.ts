/** UniLMv2's relative position bias: the bucket of an offset, and the bias of every pair of positions. */
import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../ops/gather-rows.ts';

/**
 * Bucket of `offset = key position - query position`: half of the buckets per direction, the first half of those one
 * per offset, the rest spaced logarithmically up to `maxDistance`, beyond which all share the last (UniLMv2, as T5).
 */
export function relativePositionBucket(offset: number, buckets = 32, maxDistance = 128): number {
  const half = buckets >> 1;
  const exact = half >> 1;
  const direction = offset > 0 ? half : 0;
  const distance = Math.abs(offset);
  if (distance < exact) return direction + distance;
  // float32, as the published model computes it: at 16 and 64 the rounding of the logarithm decides the bucket.
  const far = Math.fround(Math.log(Math.fround(distance / exact)));
  const steps = Math.trunc(Math.fround(Math.fround(far / Math.log(maxDistance / exact)) * (half - exact)));
  return direction + Math.min(exact + steps, half - 1);
}

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
