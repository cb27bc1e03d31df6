import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { attentionTerm, hiddenTerm } from '#ml/loss/layer-terms.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { expectGradientsOf, randomTensor } from '#tests/fixtures/finite-difference.ts';
import { expectGradient, expectScalar, readOracle, toTensor } from '#tests/fixtures/oracle.ts';
import type { OracleTensor } from '#tests/fixtures/oracle.ts';

interface TinyBertOracle {
  student_attention_scores: OracleTensor;
  teacher_attention_scores: OracleTensor;
  student_hidden: OracleTensor;
  teacher_hidden: OracleTensor;
  W_h: OracleTensor;
  attention_mse: number;
  hidden_mse: number;
  gradients: Record<'student_attention_scores' | 'student_hidden' | 'W_h', OracleTensor>;
}
const oracle = readOracle<{ tinybert: TinyBertOracle }>('losses').tinybert;

const TEXTS = oracle.student_hidden.shape[0]!;
const LENGTH = oracle.student_hidden.shape[1]!;
const everyToken = () => tf.ones([TEXTS, LENGTH]) as tf.Tensor2D;
const evenly = () => tf.fill([TEXTS], 1 / TEXTS) as tf.Tensor1D;

function oracleHidden(student: tf.Tensor, map: tf.Tensor): tf.Scalar {
  const teacher = toTensor(oracle.teacher_hidden) as tf.Tensor3D;
  return hiddenTerm(student as tf.Tensor3D, teacher, everyToken(), evenly(), { weight: map });
}

function oracleAttention(student: tf.Tensor): tf.Scalar {
  const teacher = toTensor(oracle.teacher_attention_scores) as tf.Tensor4D;
  return attentionTerm(student as tf.Tensor4D, teacher, everyToken(), evenly());
}

/** Three tokens and a padding one, two tokens and two padding ones. */
const MASK = () => tf.tensor2d([1, 1, 1, 0, 1, 1, 0, 0], [2, 4]);
const WEIGHTS = [0.3, 0.5];

onEveryBackend(() => {
  it('hiddenTerm() and attentionTerm() match the oracle, with their gradients', () => {
    tf.tidy(() => {
      const inputs = [oracle.student_attention_scores, oracle.student_hidden, oracle.W_h].map((value) =>
        toTensor(value),
      );
      expectScalar(oracleAttention(inputs[0]!), oracle.attention_mse);
      expectScalar(oracleHidden(inputs[1]!, inputs[2]!), oracle.hidden_mse);
      const gradients = tf.grads(
        (scores: tf.Tensor, hidden: tf.Tensor, map: tf.Tensor) =>
          tf.add(oracleAttention(scores), oracleHidden(hidden, map)) as tf.Tensor,
      )(inputs);
      expectGradient(gradients[0]!, oracle.gradients.student_attention_scores);
      expectGradient(gradients[1]!, oracle.gradients.student_hidden);
      expectGradient(gradients[2]!, oracle.gradients.W_h);
    });
  });

  it('hiddenTerm() takes each text’s mean over its own tokens, weighted', () => {
    tf.tidy(() => {
      const student = randomTensor([2, 4, 3], 1) as tf.Tensor3D;
      const teacher = randomTensor([2, 4, 3], 2) as tf.Tensor3D;
      const [s, t] = [student.arraySync(), teacher.arraySync()];
      let expected = 0;
      [3, 2].forEach((tokens, n) => {
        for (let l = 0; l < tokens; l++)
          for (let d = 0; d < 3; d++) expected += (WEIGHTS[n]! * (s[n]![l]![d]! - t[n]![l]![d]!) ** 2) / (3 * tokens); // prettier-ignore
      });
      expectScalar(hiddenTerm(student, teacher, MASK(), tf.tensor1d(WEIGHTS)), expected);
    });
  });

  it('attentionTerm() takes each text’s mean over heads and pairs of its own tokens, weighted', () => {
    tf.tidy(() => {
      const student = randomTensor([2, 2, 4, 4], 1) as tf.Tensor4D;
      const teacher = randomTensor([2, 2, 4, 4], 2) as tf.Tensor4D;
      const [s, t] = [student.arraySync(), teacher.arraySync()];
      let expected = 0;
      [3, 2].forEach((tokens, n) => {
        for (let a = 0; a < 2; a++)
          for (let q = 0; q < tokens; q++)
            for (let k = 0; k < tokens; k++)
              expected += (WEIGHTS[n]! * (s[n]![a]![q]![k]! - t[n]![a]![q]![k]!) ** 2) / (2 * tokens ** 2);
      });
      expectScalar(attentionTerm(student, teacher, MASK(), tf.tensor1d(WEIGHTS)), expected);
    });
  });

  it('hiddenTerm() and attentionTerm() have the gradients of their finite differences', () => {
    tf.tidy(() => {
      const teacher = randomTensor([2, 4, 3], 2) as tf.Tensor3D;
      const scores = randomTensor([2, 2, 4, 4], 3) as tf.Tensor4D;
      const weights = tf.tensor1d([2, 3]);
      expectGradientsOf(
        (x, weight) => hiddenTerm(x as tf.Tensor3D, teacher, MASK(), weights, { weight: weight! }),
        [randomTensor([2, 4, 2], 4), randomTensor([3, 2], 5)],
      );
      expectGradientsOf(
        (x) => attentionTerm(x as tf.Tensor4D, scores, MASK(), weights),
        [randomTensor([2, 2, 4, 4], 6)],
      );
    });
  });

  it('hiddenTerm() and attentionTerm() leave no tensor behind in a gradient step', () => {
    const left = tensorsLeft(() => {
      tf.tidy(() => {
        tf.grads((x: tf.Tensor, map: tf.Tensor) => oracleHidden(x, map) as tf.Tensor)([
          toTensor(oracle.student_hidden),
          toTensor(oracle.W_h),
        ]);
        tf.grad((x: tf.Tensor) => oracleAttention(x) as tf.Tensor)(toTensor(oracle.student_attention_scores));
      });
    });
    expect(left).toBe(0);
  });

  it('hiddenTerm() without a map and attentionTerm() refuse what cannot be compared', () => {
    tf.tidy(() => {
      const wide = tf.zeros([2, 4, 5]) as tf.Tensor3D;
      const narrow = tf.zeros([2, 4, 3]) as tf.Tensor3D;
      const weights = tf.tensor1d(WEIGHTS);
      expect(() => hiddenTerm(narrow, wide, MASK(), weights)).toThrow(RangeError);
      const two = tf.zeros([2, 2, 4, 4]) as tf.Tensor4D;
      const three = tf.zeros([2, 3, 4, 4]) as tf.Tensor4D;
      expect(() => attentionTerm(two, three, MASK(), weights)).toThrow(RangeError);
    });
  });
});
