/** The forward pass of a recommender on a batch of clicks; shared by fine-tuning and Stage II. */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelSettings } from '#shared/config/settings.ts';
import type { ClickBatch } from '../data/clicks.ts';
import { distinct } from '../data/distinct.ts';
import type { RecommenderOutputs } from '../loss/stage-two.ts';
import type { Params } from '../model/params.ts';
import { encodeUser, fillPadDoc, scoreCandidates } from '../model/user-encoder.ts';
import { gatherRows } from '../ops/gather-rows.ts';

/** A click batch whose news are numbered within the batch. */
export interface ClickSlots {
  size: number;
  historyLength: number;
  candidateCount: number;
  /** Distinct news of the batch, ascending. */
  news: Int32Array;
  /** [size * historyLength] slot in `news`, 0 for padding */
  history: Int32Array;
  /** [size * historyLength] 1 for a click, 0 for padding */
  historyMask: Float32Array;
  /** [size * candidateCount] slot in `news` */
  candidates: Int32Array;
}

export function clickSlots(batch: ClickBatch): ClickSlots {
  const all = new Int32Array(batch.history.length + batch.candidates.length);
  all.set(batch.history);
  all.set(batch.candidates, batch.history.length);
  const { items, slots } = distinct(all);
  const history = slots.subarray(0, batch.history.length);
  return {
    size: batch.size,
    historyLength: batch.historyLength,
    candidateCount: batch.candidates.length / batch.size,
    news: items,
    history: history.map((slot) => Math.max(slot, 0)),
    historyMask: Float32Array.from(history, (slot) => (slot < 0 ? 0 : 1)),
    candidates: slots.subarray(batch.history.length),
  };
}

/**
 * Scores, news and user vectors of a batch from the vectors of its distinct news.
 * @param vectors `[slots.news.length, newsDim]` @param params holds `user.*` @returns tensors of the surrounding tidy
 */
export function forwardClicks(
  params: Params,
  slots: ClickSlots,
  vectors: tf.Tensor2D,
  padding: ModelSettings['historyPadding'],
): RecommenderOutputs {
  const { size, historyLength, candidateCount } = slots;
  const mask = tf.tensor2d(slots.historyMask, [size, historyLength]);
  const gathered = gatherRows(
    vectors,
    tf.tensor2d(slots.history, [size, historyLength], 'int32'),
  ) as tf.Tensor3D; // [B, H, D]
  const history = padding === 'learned' ? fillPadDoc(params, gathered, mask) : gathered;
  const user = encodeUser(params, history, padding === 'learned' ? undefined : mask); // [B, D]
  const places = tf.tensor2d(slots.candidates, [size, candidateCount], 'int32');
  const candidates = gatherRows(vectors, places) as tf.Tensor3D; // [B, C, D]
  return { user, logits: scoreCandidates(user, candidates), news: tf.concat([history, candidates], 1) };
}

/** The clicked candidate stands first in every sample. */
export function clickLabels(size: number): tf.Tensor1D {
  return tf.zeros([size], 'int32') as tf.Tensor1D;
}
