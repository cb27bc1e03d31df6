/**
 * Stage II: the student learns to recommend from M frozen fine-tuned teachers, whose vectors of all news were computed
 * beforehand; their user vectors are made for each batch (docs/numerics.md).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelSettings, StageTwoSettings } from '#shared/config/settings.ts';
import type { ClickBatches } from '../data/clicks.ts';
import { stageTwoLoss, type StageTwoTransforms } from '../loss/stage-two.ts';
import type { Params } from '../model/params.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { clickLabels, clickSlots, type ClickSlots, forwardClicks } from './click-forward.ts';
import { switches, weighted } from './distillation.ts';
import { schedule, type TrainingMethod } from './method.ts';
import { namedTransforms } from './transforms.ts';
import { tableRows, type VectorTable } from './vector-table.ts';

/** One fine-tuned teacher: its user encoder (`user.*`) and its vectors of all news. */
export interface ClickTeacher {
  user: Params;
  news: VectorTable;
}

export interface StageTwoInputs {
  /** The whole student. */
  params: Params;
  /** Its trained parameters and the maps `W_n.i` and, unless shared, `W_u.i`. */
  trainable: ReadonlyMap<string, tf.Variable>;
  encoder: TextEncoder;
  teachers: readonly ClickTeacher[];
  batches: ClickBatches;
  model: ModelSettings;
  settings: StageTwoSettings;
}

/** History clicks and candidates that are no padding, `[B, H + C]`. */
function newsMask(slots: ClickSlots): tf.Tensor2D {
  const history = tf.tensor2d(slots.historyMask, [slots.size, slots.historyLength]);
  return tf.concat([history, tf.ones([slots.size, slots.candidateCount])], 1) as tf.Tensor2D;
}

export function stageTwo(inputs: StageTwoInputs): TrainingMethod {
  const { params, trainable, encoder, teachers, batches, model, settings } = inputs;
  const news = namedTransforms(trainable, 'W_n', teachers.length);
  const user = settings.sharedTransform ? news : namedTransforms(trainable, 'W_u', teachers.length);
  const transforms: StageTwoTransforms = { news, user };
  const padding = model.historyPadding;
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => {
      const slots = clickSlots(batches.at(step));
      const student = forwardClicks(params, slots, encoder.encode(slots.news, ['dropout', step]), padding);
      const outputs = teachers.map((teacher) =>
        forwardClicks(teacher.user, slots, tableRows(teacher.news, slots.news), padding),
      );
      const mask = padding === 'masked' ? newsMask(slots) : undefined;
      const labels = clickLabels(slots.size);
      return weighted(stageTwoLoss(student, outputs, labels, transforms, switches(settings), mask), settings);
    },
  };
}
