/** L1: Stage I, where a student learns from the DP teachers to match titles with bodies (docs/numerics.md). */
import * as tf from '@tensorflow/tfjs-core';
import { multiTeacherLoss } from './multi-teacher.ts';
import type { LossSwitches, MultiTeacherLoss, Transform } from './multi-teacher.ts';

/** What one model says about a DP batch. */
export interface DpOutputs {
  /** `[B, 1 + N]` */
  logits: tf.Tensor2D;
  /** `[B, 1 + N, D]` */
  titles: tf.Tensor3D;
  /** `[B, D]` */
  bodies: tf.Tensor2D;
}

/**
 * @param labels `[B]` int32, the place of the matching title @param transforms one map per teacher, for titles and
 * bodies alike
 * @returns scalars; call inside a tidy or a gradient function
 */
export function stageOneLoss(
  student: DpOutputs,
  teachers: readonly DpOutputs[],
  labels: tf.Tensor1D,
  transforms: readonly Transform[],
  switches: LossSwitches = {},
): MultiTeacherLoss {
  const pairs = [
    { student: student.titles, teachers: teachers.map((t) => t.titles), transforms },
    { student: student.bodies, teachers: teachers.map((t) => t.bodies), transforms },
  ];
  return multiTeacherLoss(
    student.logits,
    teachers.map((t) => t.logits),
    labels,
    pairs,
    switches,
  );
}
