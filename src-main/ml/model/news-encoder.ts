/** From a PLM's token vectors to one news vector. */
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../ops/linear.ts';
import { attentionPooling, poolingWeights } from './attention-pooling.ts';
import { parameter } from './params.ts';
import type { Params } from './params.ts';

/**
 * Attention pooling over tokens, then the dense map to the news vector, without activation.
 * @param hidden `[B, L, D]` @param mask `[B, L]` float32 to ignore padding; undefined pools padding too (preset `repo`)
 * @returns `[B, newsDim]`; the caller disposes it
 */
export function poolNews(params: Params, hidden: tf.Tensor3D, mask: tf.Tensor2D | undefined): tf.Tensor2D {
  return tf.tidy(() => {
    const pooled = attentionPooling(hidden, poolingWeights(params, 'news.pooling'), mask);
    return linear(pooled, parameter(params, 'news.dense.weight'), parameter(params, 'news.dense.bias'));
  }) as tf.Tensor2D;
}
