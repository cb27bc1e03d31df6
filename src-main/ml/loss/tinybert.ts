/**
 * TinyBERT's terms of the intermediate layers (arXiv 1909.10351, section 3), for one teacher or for several, each of
 * which counts for each text with a weight of its own.
 */
import * as tf from '@tensorflow/tfjs-core';
import { attentionTerm, hiddenTerm, type StateMap } from './layer-terms.ts';

/** What of a model is compared, on the same texts. */
export interface ComparedStates {
  /** `[N, L, D]` */
  embeddings: tf.Tensor3D;
  /** `[N, L, D]` of each compared layer. */
  hidden: readonly tf.Tensor3D[];
  /** `[N, A, L, L]` of each compared layer. */
  scores: readonly tf.Tensor4D[];
}

/** One teacher: its states at the layers that stand against the student's, and how much it counts for each text. */
export interface ComparedTeacher {
  states: ComparedStates;
  /** `[N]` */
  textWeights: tf.Tensor1D;
}

/** Maps from the student's width to a teacher's; without them the states are compared as they are. */
export interface TeacherMaps {
  /** W_e. */
  embeddings: StateMap;
  /** W_h of each compared layer. */
  hidden: readonly StateMap[];
}

const sum = (terms: tf.Scalar[]) => tf.addN([tf.scalar(0), ...terms]) as tf.Scalar;

/** `sum_i sum_j MSE(H_s,j W_h,ij, H_t,ij)`, texts of teacher i weighted by `textWeights`. `mask` `[N, L]` */
export function hiddenLoss(
  student: ComparedStates,
  teachers: readonly ComparedTeacher[],
  mask: tf.Tensor2D,
  maps?: readonly TeacherMaps[],
): tf.Scalar {
  return sum(
    teachers.flatMap(({ states, textWeights }, i) =>
      student.hidden.map((own, j) =>
        hiddenTerm(own, states.hidden[j]!, mask, textWeights, maps?.[i]!.hidden[j]),
      ),
    ),
  );
}

/** `sum_i sum_j MSE(A_s,j, A_t,ij)` of the scores before softmax. `mask` `[N, L]` */
export function attentionLoss(
  student: ComparedStates,
  teachers: readonly ComparedTeacher[],
  mask: tf.Tensor2D,
): tf.Scalar {
  return sum(
    teachers.flatMap(({ states, textWeights }) =>
      student.scores.map((own, j) => attentionTerm(own, states.scores[j]!, mask, textWeights)),
    ),
  );
}

/** `sum_i MSE(E_s W_e,i, E_t,i)`. `mask` `[N, L]` */
export function embeddingLoss(
  student: ComparedStates,
  teachers: readonly ComparedTeacher[],
  mask: tf.Tensor2D,
  maps: readonly TeacherMaps[],
): tf.Scalar {
  return sum(
    teachers.map(({ states, textWeights }, i) =>
      hiddenTerm(student.embeddings, states.embeddings, mask, textWeights, maps[i]!.embeddings),
    ),
  );
}
