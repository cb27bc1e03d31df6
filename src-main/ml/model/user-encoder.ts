/** From a user's clicked news vectors to one user vector, and the score of a candidate. */
import * as tf from '@tensorflow/tfjs-core';
import { attentionPooling, poolingWeights } from './attention-pooling.ts';
import { parameter } from './params.ts';
import type { Params } from './params.ts';

/**
 * Attention pooling over the history.
 * @param history `[B, H, newsDim]` @param mask `[B, H]` float32; undefined where `fillPadDoc` filled the gaps
 * @returns `[B, newsDim]`; the zero vector for a user without history
 */
export function encodeUser(params: Params, history: tf.Tensor3D, mask: tf.Tensor2D | undefined): tf.Tensor2D {
  return tf.tidy(() =>
    attentionPooling(history, poolingWeights(params, 'user.pooling'), mask),
  ) as tf.Tensor2D;
}

/** The history with its padding replaced by the learned `pad_doc` (preset `repo`, training only). */
export function fillPadDoc(params: Params, history: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor3D {
  return tf.tidy(() => {
    const real = tf.expandDims(mask, 2); // [B, H, 1]
    const padDoc = tf.reshape(parameter(params, 'user.pad_doc'), [1, 1, -1]);
    return tf.add(tf.mul(history, real), tf.mul(padDoc, tf.sub(1, real)));
  }) as tf.Tensor3D;
}

/** Raw dot products of each user with its candidates: `[B, D] . [B, C, D] -> [B, C]`. */
export function scoreCandidates(user: tf.Tensor2D, news: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => tf.sum(tf.mul(news, tf.expandDims(user, 1)), 2)) as tf.Tensor2D;
}
