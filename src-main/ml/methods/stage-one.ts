/**
 * Stage I: a student learns to match titles with bodies from M frozen DP teachers, whose vectors of all titles and
 * bodies were computed beforehand (docs/numerics.md).
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { StageOneSettings } from '#shared/config/settings.ts';
import type { PairBatches } from '../data/pairs.ts';
import { type DpOutputs, stageOneLoss } from '../loss/stage-one.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { clickLabels } from './click-forward.ts';
import { switches, weighted } from './distillation.ts';
import { schedule, type TrainingMethod } from './method.ts';
import { encodePairs, forwardPairs, pairSlots, type PairSlots } from './pair-forward.ts';
import { groupsByPart } from './parameter-groups.ts';
import { namedTransforms } from './transforms.ts';
import { tableRows, type VectorTable } from './vector-table.ts';

/** One DP teacher: its vectors of all news. */
export interface PairTeacher {
  titles: VectorTable;
  bodies: VectorTable;
}

export interface StageOneInputs {
  /** The student's trained parameters and the maps `W.i`. */
  trainable: ReadonlyMap<string, tf.Variable>;
  encoders: { titles: TextEncoder; bodies: TextEncoder };
  teachers: readonly PairTeacher[];
  batches: PairBatches;
  settings: StageOneSettings;
}

function teacherOutputs(teacher: PairTeacher, slots: PairSlots): DpOutputs {
  return forwardPairs(
    slots,
    tableRows(teacher.titles, slots.titles),
    tableRows(teacher.bodies, slots.bodies),
  );
}

export function stageOne({
  trainable,
  encoders,
  teachers,
  batches,
  settings,
}: StageOneInputs): TrainingMethod {
  const transforms = namedTransforms(trainable, 'W', teachers.length);
  return {
    trainable,
    groups: groupsByPart(trainable.keys(), settings.learningRate, settings.headLearningRate),
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => {
      const slots = pairSlots(batches.at(step));
      const student = encodePairs(slots, encoders, step);
      const outputs = teachers.map((teacher) => teacherOutputs(teacher, slots));
      const loss = stageOneLoss(student, outputs, clickLabels(slots.size), transforms, switches(settings));
      return weighted(loss, settings);
    },
  };
}
