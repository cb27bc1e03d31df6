/** The forward pass of a news encoder on a batch of title-body pairs; shared by post-training and Stage I. */
import * as tf from '@tensorflow/tfjs-core';
import { distinct } from '../data/distinct.ts';
import type { PairBatch } from '../data/pairs.ts';
import { dpLogits } from '../loss/dp.ts';
import type { DpOutputs } from '../loss/stage-one.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { gatherRows } from '../ops/gather-rows.ts';

/** A pair batch whose titles are numbered within the batch. */
export interface PairSlots {
  size: number;
  /** 1 + N */
  candidateCount: number;
  /** [size] news; every body of a batch is another one. */
  bodies: Int32Array;
  /** Distinct news whose titles take part, ascending. */
  titles: Int32Array;
  /** [size * candidateCount] slot in `titles` */
  places: Int32Array;
}

export function pairSlots(batch: PairBatch): PairSlots {
  const { items, slots } = distinct(batch.titles);
  return {
    size: batch.size,
    candidateCount: batch.titles.length / batch.size,
    bodies: batch.bodies,
    titles: items,
    places: slots,
  };
}

/** @param titles `[slots.titles.length, D]` @param bodies `[B, D]` @returns tensors of the surrounding tidy */
export function forwardPairs(slots: PairSlots, titles: tf.Tensor2D, bodies: tf.Tensor2D): DpOutputs {
  const places = tf.tensor2d(slots.places, [slots.size, slots.candidateCount], 'int32');
  const candidates = gatherRows(titles, places) as tf.Tensor3D; // [B, 1 + N, D]
  return { logits: dpLogits(bodies, candidates), titles: candidates, bodies };
}

/** Runs one encoder (the same for titles and bodies, as the paper has it) over a batch. */
export function encodePairs(
  slots: PairSlots,
  encoders: { titles: TextEncoder; bodies: TextEncoder },
  step: number,
): DpOutputs {
  const titles = encoders.titles.encode(slots.titles, ['dropout', step, 'titles']);
  const bodies = encoders.bodies.encode(slots.bodies, ['dropout', step, 'bodies']);
  return forwardPairs(slots, titles, bodies);
}
