/** The bucket of a relative position in UniLMv2: arithmetic that the model and its export share. */

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
