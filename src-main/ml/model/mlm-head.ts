/** The masked language model's head: what the base PLM of the sample, DAPT and TAPT are trained with. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { gatherRows } from '../ops/gather-rows.ts';
import { gelu } from '../ops/gelu.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { linear } from '../ops/linear.ts';
import { parameter } from './params.ts';
import type { Params } from './params.ts';

/**
 * Vocabulary logits at chosen positions; the decoder is the word embedding.
 * @param hidden `[B, L, D]` @param positions `[K]` int32, flat indices into B * L
 * @returns `[K, vocab]`; the caller disposes it
 */
export function mlmLogits(
  params: Params,
  config: PlmConfig,
  hidden: tf.Tensor3D,
  positions: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const rows = gatherRows(tf.reshape(hidden, [-1, config.hiddenSize]), positions); // [K, D]
    const name = 'mlm.transform';
    const inner = gelu(
      linear(rows, parameter(params, `${name}.dense.weight`), parameter(params, `${name}.dense.bias`)),
    );
    const scale = parameter(params, `${name}.LayerNorm.weight`);
    const normed = layerNorm(inner, scale, parameter(params, `${name}.LayerNorm.bias`), config.layerNormEps);
    const decoder = parameter(params, 'plm.embeddings.word_embeddings.weight');
    return linear(normed, decoder, parameter(params, 'mlm.bias'));
  }) as tf.Tensor2D;
}
