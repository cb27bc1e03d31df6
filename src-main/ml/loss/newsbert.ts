/**
 * What a NewsBERT student learns from teachers that learn beside it (arXiv 2102.04887, section 3.2), for one teacher or
 * for several, each of which counts for each text with a weight of its own. The teachers' own loss is the method's.
 */
import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from '../ops/stop-gradient.ts';
import { weightedSquaredError } from '../ops/weighted-squared-error.ts';
import { crossEntropy, softCrossEntropy } from './cross-entropy.ts';
import { hiddenTerm } from './layer-terms.ts';
import { mixLogits, teacherWeights } from './teacher-weights.ts';

/** What one model makes of a batch and of its N distinct news. */
export interface JointOutputs {
  /** `[B, C]` */
  logits: tf.Tensor2D;
  /** `[N, L, D]`: output of the embedding layer. */
  embeddings: tf.Tensor3D;
  /** `[N, L, D]` of each layer. */
  hidden: readonly tf.Tensor3D[];
  /** `[N, newsDim]` */
  news: tf.Tensor2D;
}

/** The same outputs as constants: what a student learns of moves no teacher, and no shared head through a teacher. */
export function constantOutputs({ logits, embeddings, hidden, news }: JointOutputs): JointOutputs {
  return {
    logits: stopGradient(logits),
    embeddings: stopGradient(embeddings),
    hidden: hidden.map(stopGradient),
    news: stopGradient(news),
  };
}

export interface JointLossInputs {
  student: JointOutputs;
  /** Constant, one per teacher. */
  teachers: readonly JointOutputs[];
  /** `[N]` per teacher: how much it counts for each text. */
  textWeights: readonly tf.Tensor1D[];
  /** `[B]` int32 */
  labels: tf.Tensor1D;
  /** `[N, L]` float32, 1 for a token. */
  mask: tf.Tensor2D;
  /** Index in `hidden` of the teachers' layer for each layer of the student. */
  layerMap: readonly number[];
  temperature: number;
}

export type JointTerm = 'distill' | 'emb' | 'hidden' | 'news' | 'target';

/**
 * The terms of the student's loss, each computed when asked for: `T^2 soft(sum_i w_i z_i, z_s; T)`, and
 * `sum_i w_i MSE` of embedding layers (`emb`), of mapped layers, summed (`hidden`), and of news vectors (`news`);
 * `CE(z_s, y)` (`target`). With one teacher w is 1. Call inside a tidy or a gradient function.
 */
export function jointTerms(inputs: JointLossInputs): Record<JointTerm, () => tf.Scalar> {
  const { student, teachers, textWeights, labels, mask, layerMap, temperature } = inputs;
  const overTeachers = (term: (teacher: JointOutputs, weights: tf.Tensor1D) => tf.Scalar[]) =>
    tf.addN(teachers.flatMap((teacher, i) => term(teacher, textWeights[i]!))) as tf.Scalar;
  const mixed = () => {
    const scores = teachers.map(({ logits }) => logits);
    return scores.length === 1 ? scores[0]! : mixLogits(scores, teacherWeights(scores, labels));
  };
  return {
    distill: () =>
      tf.mul(tf.mean(softCrossEntropy(mixed(), student.logits, temperature)), temperature ** 2) as tf.Scalar,
    emb: () =>
      overTeachers(({ embeddings }, weights) => [hiddenTerm(student.embeddings, embeddings, mask, weights)]),
    hidden: () =>
      overTeachers(({ hidden }, weights) =>
        student.hidden.map((own, j) => hiddenTerm(own, hidden[layerMap[j]!]!, mask, weights)),
      ),
    news: () => overTeachers(({ news }, weights) => [weightedSquaredError(student.news, news, weights)]),
    target: () => tf.mean(crossEntropy(student.logits, labels)),
  };
}
