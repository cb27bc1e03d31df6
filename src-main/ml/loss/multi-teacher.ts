/** What the losses of Stage I and Stage II share: their three terms, and how embeddings are compared. */
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../ops/linear.ts';
import { weightedSquaredError } from '../ops/weighted-squared-error.ts';
import { crossEntropy, softCrossEntropy } from './cross-entropy.ts';
import { mixLogits, teacherWeights } from './teacher-weights.ts';

/** The affine map of one teacher's space to the student's: weight `[D, D]`, bias `[D]`. */
export interface Transform {
  weight: tf.Tensor;
  bias: tf.Tensor;
}

export interface LossSwitches {
  /** Distillation temperature T, default 1. */
  temperature?: number;
  /** Factor of CE(z_s, y), default 1 (0.2 in preset `repo`). */
  targetCoefficient?: number;
  /** Terms to leave out (ablations), default none. */
  without?: readonly LossTerm[];
}

export type LossTerm = 'distill' | 'emb' | 'target';

/** Scalars; a term that is left out is the constant 0. `target` is the plain CE, before its coefficient. */
export interface MultiTeacherLoss {
  total: tf.Scalar;
  terms: Record<LossTerm, tf.Scalar>;
}

/** One kind of vector to be compared: the student's, each teacher's (same shape), each teacher's map. */
export interface EmbeddingPair {
  /** `[B, D]` or `[B, K, D]`; K vectors are averaged. */
  student: tf.Tensor;
  teachers: readonly tf.Tensor[];
  transforms: readonly Transform[];
  /** `[B, K]` float32: which of the K vectors are real; undefined means all. */
  mask?: tf.Tensor2D | undefined;
}

/** Weight of every vector: its sample's `w / B`, shared evenly among the sample's (real) vectors. `[rows]` */
function rowWeights(perSample: tf.Tensor1D, pair: EmbeddingPair): tf.Tensor1D {
  const batch = perSample.shape[0];
  const count = pair.student.size / (batch * pair.student.shape.at(-1)!);
  const column = tf.reshape(tf.div(perSample, batch), [batch, 1]);
  if (!pair.mask) return tf.reshape(tf.tile(tf.div(column, count), [1, count]), [batch * count]);
  const real = tf.maximum(tf.sum(pair.mask, 1, true), 1);
  return tf.reshape(tf.mul(tf.div(column, real), pair.mask), [batch * count]);
}

/** `mean_b sum_i w_i MSE(W_i t_i + b_i, s)`, MSE the mean over coordinates (and vectors). */
function embeddingTerm(pairs: readonly EmbeddingPair[], weights: tf.Tensor2D): tf.Scalar {
  const perTeacher = tf.unstack(weights) as tf.Tensor1D[];
  const terms: tf.Scalar[] = [];
  for (const pair of pairs) {
    const width = pair.student.shape.at(-1)!;
    const student = tf.reshape<tf.Rank.R2>(pair.student, [-1, width]);
    pair.teachers.forEach((teacher, i) => {
      const { weight, bias } = pair.transforms[i]!;
      const mapped = linear(tf.reshape<tf.Rank.R2>(teacher, [-1, teacher.shape.at(-1)!]), weight, bias);
      terms.push(weightedSquaredError(mapped, student, rowWeights(perTeacher[i]!, pair)));
    });
  }
  return tf.addN(terms);
}

/** `T^2 soft(sum_i w_i z_i, z_s; T) + embeddings + c CE(z_s, y)`, batch means (docs/numerics.md). */
export function multiTeacherLoss(
  studentLogits: tf.Tensor2D,
  teacherLogits: readonly tf.Tensor2D[],
  labels: tf.Tensor1D,
  pairs: readonly EmbeddingPair[],
  switches: LossSwitches,
): MultiTeacherLoss {
  const { temperature = 1, targetCoefficient = 1, without = [] } = switches;
  const weights = teacherWeights(teacherLogits, labels);
  const distill = () => {
    const soft = softCrossEntropy(mixLogits(teacherLogits, weights), studentLogits, temperature);
    return tf.mul(tf.mean(soft), temperature ** 2) as tf.Scalar;
  };
  const measures: Record<LossTerm, () => tf.Scalar> = {
    distill,
    emb: () => embeddingTerm(pairs, weights),
    target: () => tf.mean(crossEntropy(studentLogits, labels)),
  };
  const used = (term: LossTerm) => (without.includes(term) ? tf.scalar(0) : measures[term]());
  const terms = { distill: used('distill'), emb: used('emb'), target: used('target') };
  const total = tf.addN([terms.distill, terms.emb, tf.mul(terms.target, targetCoefficient)]) as tf.Scalar;
  return { total, terms };
}
