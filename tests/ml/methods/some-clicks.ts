/** A handful of clicks on a handful of news, and what a method on clicks wants beside them. */
import * as tf from '@tensorflow/tfjs-core';
import { ClickBatches, listClicks, type Impressions } from '#ml/data/clicks.ts';
import type { TrainingMethod } from '#ml/methods/method.ts';
import type { VectorTable } from '#ml/methods/vector-table.ts';
import type { Params } from '#ml/model/params.ts';
import { TextEncoder } from '#ml/model/text-encoder.ts';
import type { ModelSettings } from '#shared/config/settings.ts';
import { Rng } from '#shared/random.ts';
import { textsOf } from '../data/some-texts.ts';
import { TINY_PLM, TINY_SIZES } from '../tiny-recommender.ts';

export const TITLES = textsOf([3, 5, 1, 4, 2, 6, 3], 7);
export const NEWS_COUNT = 7;

/** A user with two clicks, one without any: padding stands in the batch. */
const IMPRESSIONS: Impressions = {
  impressions: 2,
  historyOffsets: Float64Array.of(0, 2, 2),
  history: Int32Array.of(0, 3),
  candidateOffsets: Float64Array.of(0, 3, 6),
  candidates: Int32Array.of(1, 2, 4, 5, 6, 1),
  labels: Uint8Array.of(1, 0, 0, 0, 1, 0),
};

export const PAPER_MODEL: ModelSettings = {
  ...TINY_SIZES,
  tokenPooling: 'masked',
  trainEmbeddings: false,
  embeddingsOnClicks: true,
  historyPadding: 'masked',
};
export const REPO_MODEL: ModelSettings = {
  ...PAPER_MODEL,
  tokenPooling: 'unmasked',
  historyPadding: 'learned',
};

/** The fields that every training on clicks has. */
export const CLICK_SETTINGS = {
  batchSize: 2,
  amsgrad: false,
  maxSteps: 0,
  dropout: 0,
  warmupSteps: 0,
  epochs: 2,
  trainableLayers: 1,
  learningRate: 1e-4,
  validateEvery: 0,
  validationImpressions: 0,
  selection: 'last',
} as const;

export function someClicks(model = PAPER_MODEL, batchSize = 2): ClickBatches {
  const fullHistory = model.historyPadding === 'learned';
  const options = { batchSize, negatives: 2, maxHistory: 3, fullHistory, seed: 1 };
  return new ClickBatches(IMPRESSIONS, listClicks(IMPRESSIONS), options);
}

export function titleEncoder(params: Params, model = PAPER_MODEL, config = TINY_PLM): TextEncoder {
  return new TextEncoder({
    params,
    config,
    texts: TITLES,
    frozenLayers: config.layers - 1,
    frozenEmbeddings: true,
    pooling: model.tokenPooling,
    dropout: { rate: 0, seed: 1 },
    cacheBytes: 1e9,
  });
}

/** Random vectors of all news. */
export function someTable(seed: number): VectorTable {
  const dim = TINY_SIZES.newsDim;
  const rng = new Rng(seed, 'table');
  return { values: Float32Array.from({ length: NEWS_COUNT * dim }, () => rng.normal()), dim };
}

/** Loss of a step, and its terms. */
export function lossAt(
  method: TrainingMethod,
  step: number,
): { total: number; terms: Record<string, number> } {
  return tf.tidy(() => {
    const { total, terms } = method.loss(step);
    const value = (term: tf.Scalar) => term.dataSync()[0]!;
    return {
      total: value(total),
      terms: Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, value(term)])),
    };
  });
}

/** Length of the loss's gradient by one parameter, and the slope along it by central differences. */
export function slopesOf(
  method: TrainingMethod,
  step: number,
  name: string,
): { analytic: number; numeric: number } {
  const variable = method.trainable.get(name)!;
  const gradient = tf.tidy(() => {
    const { grads } = tf.variableGrads(() => method.loss(step).total, [variable]);
    return grads[variable.name]!.dataSync() as Float32Array;
  });
  const analytic = Math.hypot(...gradient);
  const values = Float32Array.from(variable.dataSync());
  // Moves the loss by about 1e-2: far above float32's rounding, far below where curvature shows.
  const distance = Math.min(0.02, 0.01 / analytic);
  const movedLoss = (sign: number) => {
    const moved = values.map((x, i) => x + (sign * distance * gradient[i]!) / analytic);
    tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
    return lossAt(method, step).total;
  };
  const numeric = (movedLoss(1) - movedLoss(-1)) / (2 * distance);
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  return { analytic, numeric };
}

/** Names of the trainable parameters that the loss of a step moves. */
export function movedBy(method: TrainingMethod, step: number): string[] {
  const { value, grads } = tf.variableGrads(() => method.loss(step).total, [...method.trainable.values()]);
  const names = [...method.trainable].filter(([, { name }]) => grads[name]).map(([name]) => name);
  tf.dispose([value, ...Object.values(grads)]);
  return names;
}
