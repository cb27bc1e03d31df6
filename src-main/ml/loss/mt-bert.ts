/** The two terms that MT-BERT's student learns from its teachers by (arXiv 2106.01023, section 3.3). */
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy, softCrossEntropy } from './cross-entropy.ts';
import { hiddenTerm, type StateMap } from './layer-terms.ts';

/**
 * `mean_b sum_i T^2 soft(z_i, z_s; T) / (1 + CE(z_i, y))`: the more a teacher errs on a sample, the less it teaches there.
 * @param student `[B, C]` @param teachers M times `[B, C]`, constant @param labels `[B]` int32
 * @returns a scalar; call inside a tidy or a gradient function
 */
export function discountedDistillation(
  student: tf.Tensor2D,
  teachers: readonly tf.Tensor2D[],
  labels: tf.Tensor1D,
  temperature: number,
): tf.Scalar {
  const perTeacher = teachers.map((logits) =>
    tf.div(softCrossEntropy(logits, student, temperature), tf.add(crossEntropy(logits, labels), 1)),
  );
  return tf.mul(tf.mean(tf.addN(perTeacher)), temperature ** 2) as tf.Scalar;
}

/** One teacher's states at the layers that stand against the student's, and their maps to the student's width. */
export interface MappedTeacher {
  /** `[N, L, D_t]` of each layer of the student, constant. */
  hidden: readonly tf.Tensor3D[];
  /** W_ij `[D_s, D_t]`, b_ij `[D_s]` of each layer of the student. */
  maps: readonly StateMap[];
}

/**
 * `sum_i sum_j MSE(H_s,j, W_ij H_i,map(j) + b_ij)`, padding left out.
 * @param student `[N, L, D_s]` of each layer @param mask `[N, L]` @param textWeights `[N]`, how much each text counts
 * @returns a scalar; call inside a tidy or a gradient function
 */
export function mappedHiddenTerm(
  student: readonly tf.Tensor3D[],
  teachers: readonly MappedTeacher[],
  mask: tf.Tensor2D,
  textWeights: tf.Tensor1D,
): tf.Scalar {
  // The map is on the teacher's side here, so the two change places.
  const terms = teachers.flatMap(({ hidden, maps }) =>
    student.map((own, j) => hiddenTerm(hidden[j]!, own, mask, textWeights, maps[j])),
  );
  return tf.addN([tf.scalar(0), ...terms]) as tf.Scalar;
}
