/** Frozen teachers that are compared with a student layer by layer: their scores, their states, their weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { ModelSettings } from '#shared/config/settings.ts';
import { textWeights } from '../data/text-weights.ts';
import type { Texts } from '../data/texts.ts';
import { teacherWeights } from '../loss/teacher-weights.ts';
import type { ComparedStates, ComparedTeacher } from '../loss/tinybert.ts';
import { encodeStates } from '../model/layer-states.ts';
import type { Params } from '../model/params.ts';
import { offTape } from '../ops/kernel.ts';
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

export interface ComparedLayers {
  texts: Texts;
  indices: Int32Array;
  /** 0, or the fixed length of every text. */
  padTo: number;
  /** 1-based layers of the teacher, one for each compared layer of the student. */
  layers: readonly number[];
  /** Whether the attention scores are compared. */
  scores: boolean;
}

/** A teacher's states at the compared layers; no gradient flows into them. */
function frozenStates(teacher: StateTeacher, compared: ComparedLayers): ComparedStates {
  const { params, config } = teacher;
  const { layers } = compared;
  const [embeddings, ...rest] = offTape(() => {
    const states = encodeStates({ ...compared, params, config });
    const at = <T>(all: readonly T[]) => layers.map((layer) => all[layer - 1]!);
    return [states.embeddings, ...at(states.hidden), ...(compared.scores ? at(states.scores) : [])];
  });
  return {
    embeddings: embeddings as tf.Tensor3D,
    hidden: rest.slice(0, layers.length) as tf.Tensor3D[],
    scores: rest.slice(layers.length) as tf.Tensor4D[],
  };
}

export function compareWith(
  teachers: readonly StateTeacher[],
  compared: ComparedLayers,
  weights: readonly tf.Tensor1D[],
): ComparedTeacher[] {
  return teachers.map((teacher, i) => ({
    states: frozenStates(teacher, compared),
    textWeights: weights[i]!,
  }));
}
