/** Frozen teachers that are compared with a student layer by layer: their scores, their weights, their states. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { ModelSettings } from '#shared/config/settings.ts';
import { textWeights } from '../data/text-weights.ts';
import type { Texts } from '../data/texts.ts';
import { teacherWeights } from '../loss/teacher-weights.ts';
import { FrozenStates } from '../model/frozen-states.ts';
import type { Params } from '../model/params.ts';
import { DEFAULT_CACHE_BYTES } from '../model/text-encoder.ts';
import { clickLabels, type ClickSlots, forwardClicks } from './click-forward.ts';
import { tableRows, type VectorTable } from './vector-table.ts';

/** One fine-tuned teacher: the whole of it, frozen, and its vectors of all news. */
export interface StateTeacher {
  params: Params;
  config: PlmConfig;
  news: VectorTable;
}

/** Scores `[B, C]` of each teacher, from its stored news vectors and its own user encoder. */
export function teacherScores(
  teachers: readonly StateTeacher[],
  slots: ClickSlots,
  padding: ModelSettings['historyPadding'],
): tf.Tensor2D[] {
  return teachers.map(
    ({ params, news }) => forwardClicks(params, slots, tableRows(news, slots.news), padding).logits,
  );
}

/**
 * How much each teacher counts for each distinct news of the batch: its samples' `w_i` as in Stage II. A single teacher
 * counts 1 for each sample, and its scores are not asked for.
 */
export function teacherTextWeights(
  count: number,
  slots: ClickSlots,
  scores: () => tf.Tensor2D[],
): tf.Tensor1D[] {
  if (count === 1) return [tf.tensor1d(textWeights(slots))];
  const perSample = teacherWeights(scores(), clickLabels(slots.size)).dataSync(); // [M, B]
  return Array.from({ length: count }, (_, i) =>
    tf.tensor1d(textWeights(slots, perSample.subarray(i * slots.size, (i + 1) * slots.size))),
  );
}

/** Every teacher's states at these 1-based layers, kept for all texts where they fit. */
export function frozenStatesOf(
  teachers: readonly StateTeacher[],
  texts: Texts,
  layers: readonly number[],
  scores: boolean,
): FrozenStates[] {
  const cacheBytes = DEFAULT_CACHE_BYTES / teachers.length;
  return teachers.map(
    ({ params, config }) => new FrozenStates({ params, config, texts, layers, scores, cacheBytes }),
  );
}
