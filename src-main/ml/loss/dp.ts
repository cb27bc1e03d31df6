/** Domain-specific post-training: which of ten titles belongs to a body (docs/numerics.md). */
import * as tf from '@tensorflow/tfjs-core';
import { scoreCandidates } from '../model/user-encoder.ts';
import { crossEntropy } from './cross-entropy.ts';

/** `h_body . h_title`: `[B, D]` and `[B, 1 + N, D]` (the matching title first) -> `[B, 1 + N]`. */
export function dpLogits(body: tf.Tensor2D, titles: tf.Tensor3D): tf.Tensor2D {
  return scoreCandidates(body, titles);
}

/** Mean cross-entropy of picking the matching title, which stands first. @returns a scalar */
export function dpLoss(body: tf.Tensor2D, titles: tf.Tensor3D): tf.Scalar {
  return tf.tidy(() => {
    const first = tf.zeros([body.shape[0]], 'int32') as tf.Tensor1D;
    return tf.mean(crossEntropy(dpLogits(body, titles), first));
  });
}
