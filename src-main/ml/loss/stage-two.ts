/** L2: Stage II, where a student learns the recommendation task from the fine-tuned teachers (docs/numerics.md). */
import * as tf from '@tensorflow/tfjs-core';
import { multiTeacherLoss } from './multi-teacher.ts';
import type { LossSwitches, MultiTeacherLoss, Transform } from './multi-teacher.ts';

/** What one model says about a fine-tuning batch. */
export interface RecommenderOutputs {
  /** `[B, C]` */
  logits: tf.Tensor2D;
  /** `[B, H + C, D]`: history, then candidates */
  news: tf.Tensor3D;
  /** `[B, D]` */
  user: tf.Tensor2D;
}

export interface StageTwoTransforms {
  /** W_n of each teacher. */
  news: readonly Transform[];
  /** W_u of each teacher; the same list as `news` where one map serves both (preset `repo`). */
  user: readonly Transform[];
}

/**
 * @param labels `[B]` int32, the place of the clicked candidate @param newsMask `[B, H + C]` leaves padding out of
 * the news term; undefined takes the plain mean
 * @returns scalars; call inside a tidy or a gradient function
 */
export function stageTwoLoss(
  student: RecommenderOutputs,
  teachers: readonly RecommenderOutputs[],
  labels: tf.Tensor1D,
  transforms: StageTwoTransforms,
  switches: LossSwitches = {},
  newsMask?: tf.Tensor2D,
): MultiTeacherLoss {
  const news = teachers.map((t) => t.news);
  const user = teachers.map((t) => t.user);
  const pairs = [
    { student: student.news, teachers: news, transforms: transforms.news, mask: newsMask },
    { student: student.user, teachers: user, transforms: transforms.user },
  ];
  return multiTeacherLoss(
    student.logits,
    teachers.map((t) => t.logits),
    labels,
    pairs,
    switches,
  );
}
