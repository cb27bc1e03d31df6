/**
 * What a PLM computes layer by layer on some texts: the states of all tokens and, where asked for, the scores of all
 * attention heads. For losses that compare models inside; news vectors are the text encoder's.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { padTexts, type Texts } from '../data/texts.ts';
import type { Dropout } from '../ops/dropout.ts';
import { offTape } from '../ops/kernel.ts';
import type { Params } from './params.ts';
import { embedTokens, encodeLayers } from './plm.ts';

export interface LayerStates {
  /** `[N, L, D]`: output of the embedding layer. */
  embeddings: tf.Tensor3D;
  /** `[N, L, D]` each: output of every layer, layer 1 at index 0. */
  hidden: tf.Tensor3D[];
  /** `[N, A, L, L]` each: scaled scores of every layer with UniLM's bias, without padding mask; empty unless asked for. */
  scores: tf.Tensor4D[];
  /** `[N, L]` float32, 1 for a token, 0 for padding. */
  mask: tf.Tensor2D;
}

export interface LayerStatesInputs {
  params: Params;
  config: PlmConfig;
  texts: Texts;
  /** Texts to run, N of them. */
  indices: Int32Array;
  /** 0, or the fixed length where padding takes part in the result. */
  padTo: number;
  dropout?: Dropout | undefined;
  /** Whether the attention scores are needed. */
  scores: boolean;
  /** The embeddings and this many layers do not train, so nothing of theirs is kept for gradients; default: all train. */
  frozenLayers?: number | undefined;
}

/** The whole PLM on some texts; call inside a tidy or a gradient function, to which every tensor belongs. */
export function encodeStates(inputs: LayerStatesInputs): LayerStates {
  const { params, config, texts, indices, padTo, dropout } = inputs;
  const batch = padTexts(texts, indices, padTo);
  const shape: [number, number] = [batch.count, batch.length];
  const mask = tf.tensor2d(batch.mask, shape);
  const ids = tf.tensor2d(batch.ids, shape, 'int32');
  const hidden: tf.Tensor3D[] = [];
  const scores: tf.Tensor4D[] = [];
  const embed = () => embedTokens(params, config, ids, dropout);
  const run = (from: number, to: number, input: tf.Tensor3D) =>
    encodeLayers(params, config, input, mask, {
      from,
      to,
      dropout,
      collect: (_, states) => hidden.push(states),
      ...(inputs.scores ? { collectScores: (_, layer) => scores.push(layer) } : {}),
    });
  const bottom = (): tf.Tensor[] => {
    const output = embed();
    run(0, frozen, output);
    return [output, ...hidden, ...scores];
  };
  const frozen = inputs.frozenLayers ?? 0;
  const embeddings = inputs.frozenLayers === undefined ? embed() : (offTape(bottom)[0] as tf.Tensor3D);
  run(frozen, config.layers, hidden.at(-1) ?? embeddings);
  return { embeddings, hidden, scores, mask };
}
