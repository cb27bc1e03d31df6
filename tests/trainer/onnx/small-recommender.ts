/** A random recommender as tensors and as the source of weights that an export reads, and a padded batch of word pieces. */
import * as tf from '@tensorflow/tfjs-core';
import type { WeightSource } from '#data/onnx/recommender-weights.ts';
import { startHeads } from '#ml/model/head-start.ts';
import { initialise, plmParameterShapes, recommenderParameterShapes } from '#ml/model/params.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { Rng } from '#shared/random.ts';

export const SMALL_SIZES = { newsDim: 24, queryDim: 12 };
/** Wide enough that attention and pooling are not flat, as they are at BERT's 0.02. */
const PLM_STD = 0.12;

export function smallConfig(arch: PlmConfig['arch']): PlmConfig {
  return {
    arch,
    vocabSize: 120,
    hiddenSize: 64,
    layers: 3,
    heads: 4,
    intermediateSize: 128,
    maxPositions: 40,
    typeVocabSize: 2,
    layerNormEps: 1e-12,
    pooler: false,
    relPosBuckets: 32,
    relPosMaxDistance: 128,
  };
}

export interface SmallRecommender {
  params: Map<string, tf.Tensor>;
  weights: WeightSource;
}

export function smallRecommender(config: PlmConfig, seed: number): SmallRecommender {
  const plm = plmParameterShapes(config);
  const heads = new Map(
    [...recommenderParameterShapes(config, SMALL_SIZES)].filter(([name]) => !plm.has(name)),
  );
  const values = new Map([...initialise(plm, seed, PLM_STD), ...startHeads(heads, seed)]);
  const params = new Map([...values].map(([name, { data, shape }]) => [name, tf.tensor(data, shape)]));
  const valueOf = (name: string) => {
    const value = values.get(name);
    if (!value) throw new RangeError(`no tensor ${name}`);
    return value;
  };
  return {
    params,
    weights: {
      config,
      shape: (name) => [...valueOf(name).shape],
      read: async (name) => valueOf(name).data,
    },
  };
}

export interface PieceBatch {
  ids: Int32Array;
  mask: Int32Array;
  shape: [number, number];
}

/** Texts of length 2 to `length`, padded with 0; the first is as long as the batch. */
export function pieceBatch(count: number, length: number, vocabSize: number, seed: number): PieceBatch {
  const rng = new Rng(seed, 'pieces');
  const ids = new Int32Array(count * length);
  const mask = new Int32Array(count * length);
  for (let row = 0; row < count; row++) {
    const real = row === 0 ? length : 2 + Math.floor(rng.float() * (length - 1));
    for (let i = 0; i < real; i++) {
      ids[row * length + i] = 1 + Math.floor(rng.float() * (vocabSize - 1));
      mask[row * length + i] = 1;
    }
  }
  return { ids, mask, shape: [count, length] };
}
