/**
 * MT-BERT's teachers: recommenders on different PLMs, fine-tuned together with one pooling, dense map and user encoder,
 * which puts their vectors into one space (arXiv 2106.01023, section 3.2).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FineTuningSettings, ModelSettings } from '#shared/config/settings.ts';
import type { ClickBatches } from '../data/clicks.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { Params } from '../model/params.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { clickLabels, clickSlots, forwardClicks } from './click-forward.ts';
import { schedule, type TrainingMethod } from './method.ts';

export interface JointTeacher {
  /** Its own `plm.*`; `news.*` and `user.*` are the same tensors for all. */
  params: Params;
  encoder: TextEncoder;
}

export interface MtBertTeachersInputs {
  teachers: readonly JointTeacher[];
  /** What trains of all of them, each shared parameter once. */
  trainable: ReadonlyMap<string, tf.Variable>;
  batches: ClickBatches;
  model: ModelSettings;
  settings: FineTuningSettings;
}

/** `sum_i CE(z_i, y)`, with a curve `teacher-i` of each. */
export function mtBertTeachers(inputs: MtBertTeachersInputs): TrainingMethod {
  const { teachers, trainable, batches, model, settings } = inputs;
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => {
      const slots = clickSlots(batches.at(step));
      const labels = clickLabels(slots.size);
      const losses = teachers.map(({ params, encoder }, i) => {
        const vectors = encoder.encode(slots.news, ['dropout', step, 'teacher', i]);
        const { logits } = forwardClicks(params, slots, vectors, model.historyPadding);
        return tf.mean(crossEntropy(logits, labels)) as tf.Scalar;
      });
      return {
        total: tf.addN(losses) as tf.Scalar,
        terms: Object.fromEntries(losses.map((loss, i) => [`teacher-${i + 1}`, loss])),
      };
    },
  };
}
