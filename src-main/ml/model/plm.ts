/**
 * The BERT encoder (post-norm, erf-GELU), with UniLMv2's relative position bias where the configuration says so. Split
 * in embeddings and a range of layers, so that a caller runs the frozen bottom once and trains the top on its output.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { attention } from '../ops/attention.ts';
import { attentionScores } from '../ops/attention-scores.ts';
import { dropout, dropoutMask, within } from '../ops/dropout.ts';
import type { Dropout } from '../ops/dropout.ts';
import { gatherRows } from '../ops/gather-rows.ts';
import { gelu } from '../ops/gelu.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { linear } from '../ops/linear.ts';
import { parameter } from './params.ts';
import type { Params } from './params.ts';
import { relativePositionBias } from './relative-position.ts';

export interface LayerRange {
  /** First layer to run, 0-based. */
  from: number;
  /** The layer after the last one to run. */
  to: number;
  dropout?: Dropout | undefined;
  /** Called with each layer's output as it is made (methods that distil hidden states). */
  collect?: (layer: number, hidden: tf.Tensor3D) => void;
  /** Called with each layer's scores `[B, A, L, L]`, see attentionScores() (methods that distil attention). */
  collectScores?: (layer: number, scores: tf.Tensor4D) => void;
}

export type EncodeOptions = Partial<LayerRange>;

function project(params: Params, name: string, x: tf.Tensor3D): tf.Tensor3D {
  return linear(x, parameter(params, `${name}.weight`), parameter(params, `${name}.bias`));
}

function addAndNorm(
  params: Params,
  config: PlmConfig,
  name: string,
  x: tf.Tensor3D,
  residual?: tf.Tensor,
): tf.Tensor3D {
  const weight = parameter(params, `${name}.LayerNorm.weight`);
  return layerNorm(x, weight, parameter(params, `${name}.LayerNorm.bias`), config.layerNormEps, residual);
}

/**
 * Word, position and token-type (all 0) embeddings, summed and normalised.
 * @param ids `[B, L]` int32
 * @returns `[B, L, D]`; the caller disposes it
 */
export function embedTokens(
  params: Params,
  config: PlmConfig,
  ids: tf.Tensor2D,
  embeddingDropout?: Dropout,
): tf.Tensor3D {
  const [, length] = ids.shape;
  if (length > config.maxPositions)
    throw new RangeError(`embedTokens(): ${length} tokens, but the PLM has ${config.maxPositions} positions`);
  return tf.tidy(() => {
    const table = (name: string) => parameter(params, `plm.embeddings.${name}_embeddings.weight`);
    const width = config.hiddenSize;
    const words = gatherRows(table('word'), ids) as tf.Tensor3D; // [B, L, D]
    const position = tf.slice(table('position'), [0, 0], [length, width]);
    const place = tf.add(position, tf.slice(table('token_type'), [0, 0], [1, width])); // [L, D]
    const x = addAndNorm(params, config, 'plm.embeddings', tf.add(words, place));
    return dropout(x, within(embeddingDropout, 'embeddings'));
  });
}

/** What a layer gets beside its input. */
interface Surroundings {
  mask: tf.Tensor2D;
  bias: tf.Tensor3D | undefined;
  dropout: Dropout | undefined;
  /** Whether the scores are asked for. */
  scores: boolean;
}

/** The layer's output `[B, L, D]` and, where asked for, its scores `[B, A, L, L]`. */
function encodeLayer(
  params: Params,
  config: PlmConfig,
  index: number,
  x: tf.Tensor3D,
  { mask, bias, dropout: layerDropout, scores }: Surroundings,
): [tf.Tensor3D, tf.Tensor4D?] {
  const layer = `plm.encoder.layer.${index}`;
  const [batch, length] = x.shape;
  const probabilityShape = [batch, config.heads, length, length];
  const query = project(params, `${layer}.attention.self.query`, x);
  const key = project(params, `${layer}.attention.self.key`, x);
  const context = attention({
    query,
    key,
    value: project(params, `${layer}.attention.self.value`, x),
    mask,
    heads: config.heads,
    bias,
    dropout: dropoutMask(probabilityShape, within(layerDropout, 'attention')) as tf.Tensor4D | undefined,
  });
  const mixed = dropout(
    project(params, `${layer}.attention.output.dense`, context),
    within(layerDropout, 'mixed'),
  );
  const middle = addAndNorm(params, config, `${layer}.attention.output`, mixed, x);
  const inner = gelu(project(params, `${layer}.intermediate.dense`, middle)); // [B, L, 4 D]
  const outer = dropout(project(params, `${layer}.output.dense`, inner), within(layerDropout, 'outer'));
  const hidden = addAndNorm(params, config, `${layer}.output`, outer, middle);
  return scores ? [hidden, attentionScores(query, key, config.heads, bias)] : [hidden];
}

/**
 * Runs layers `from` to `to - 1`.
 * @param hidden `[B, L, D]`: the embeddings, or the output of layer `from - 1` @param mask `[B, L]` float32, 0 or 1
 * @returns `[B, L, D]`; the caller disposes it (and, where something is collected, all the rest: collect inside a tidy)
 */
export function encodeLayers(
  params: Params,
  config: PlmConfig,
  hidden: tf.Tensor3D,
  mask: tf.Tensor2D,
  range: LayerRange,
): tf.Tensor3D {
  const { from, to } = range;
  if (from < 0 || to < from || to > config.layers)
    throw new RangeError(`encodeLayers(): layers ${from} to ${to} of a PLM with ${config.layers}`);
  if (from === to) return hidden.clone();
  const run = () => {
    const bias =
      config.arch === 'unilmv2'
        ? relativePositionBias(
            parameter(params, 'plm.rel_pos_bias.weight'),
            hidden.shape[1],
            config.relPosMaxDistance,
          )
        : undefined;
    const scores = range.collectScores !== undefined;
    let x = hidden;
    for (let i = from; i < to; i++) {
      const surroundings = { mask, bias, dropout: within(range.dropout, 'layer', i), scores };
      const [output, layerScores] = tf.tidy(() => encodeLayer(params, config, i, x, surroundings));
      x = output;
      range.collect?.(i, x);
      if (layerScores) range.collectScores?.(i, layerScores);
    }
    return x;
  };
  return range.collect || range.collectScores ? run() : tf.tidy(run);
}

/** Embeddings and all layers (or those of `options`). @returns `[B, L, D]`; the caller disposes it */
export function encode(
  params: Params,
  config: PlmConfig,
  ids: tf.Tensor2D,
  mask: tf.Tensor2D,
  options: EncodeOptions = {},
): tf.Tensor3D {
  const run = () => {
    const hidden = embedTokens(params, config, ids, options.dropout);
    return encodeLayers(params, config, hidden, mask, { from: 0, to: config.layers, ...options });
  };
  return options.collect || options.collectScores ? run() : tf.tidy(run);
}
