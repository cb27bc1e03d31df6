/** A random recommender small enough to differentiate by hand-made batches, and everything a method wants beside it. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { startHeads } from '#ml/model/head-start.ts';
import {
  initialise,
  mlmHeadShapes,
  plmParameterShapes,
  recommenderParameterShapes,
} from '#ml/model/params.ts';
import type { Shapes } from '#ml/model/params.ts';

export const TINY_PLM: PlmConfig = {
  arch: 'unilmv2',
  vocabSize: 30,
  hiddenSize: 16,
  layers: 2,
  heads: 2,
  intermediateSize: 32,
  maxPositions: 16,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  pooler: false,
  relPosBuckets: 32,
  relPosMaxDistance: 128,
};

export const TINY_SIZES = { newsDim: 6, queryDim: 5 };

/** Wide enough that attention and pooling are not flat, as they are at BERT's 0.02. */
const PLM_STD = 0.3;

/** All parameters as variables, `more` among them (transforms, the head of masked language modelling). */
export function tinyRecommender(
  seed: number,
  more: Shapes = new Map(),
  config: PlmConfig = TINY_PLM,
): Map<string, tf.Variable> {
  const plm = plmParameterShapes(config);
  const all = recommenderParameterShapes(config, TINY_SIZES);
  const heads: Shapes = new Map([...all, ...more].filter(([name]) => !plm.has(name)));
  const values = new Map([...initialise(plm, seed, PLM_STD), ...startHeads(heads, seed)]);
  return toVariables(values);
}

/** The PLM and the head of masked language modelling. */
export function tinyLanguageModel(seed: number): Map<string, tf.Variable> {
  const shapes = new Map([...plmParameterShapes(TINY_PLM), ...mlmHeadShapes(TINY_PLM)]);
  return toVariables(initialise(shapes, seed, PLM_STD));
}

function toVariables(values: ReturnType<typeof initialise>): Map<string, tf.Variable> {
  const variables = new Map<string, tf.Variable>();
  for (const [name, { data, shape }] of values) {
    const start = tf.tensor(data, shape);
    variables.set(name, tf.variable(start));
    start.dispose();
  }
  return variables;
}
