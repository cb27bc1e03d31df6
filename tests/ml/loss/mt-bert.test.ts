import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { discountedDistillation, mappedHiddenTerm } from '#ml/loss/mt-bert.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { expectGradientsOf, randomTensor } from '#tests/fixtures/finite-difference.ts';
import { expectGradient, expectScalar, readOracle, toTensor } from '#tests/fixtures/oracle.ts';
import type { OracleTensor } from '#tests/fixtures/oracle.ts';

const oracle = readOracle<{
  y: OracleTensor;
  student_logits: OracleTensor;
  teacher_logits: OracleTensor;
  mt_bert: { distill: number; gradients: { student_logits: OracleTensor } };
}>('losses');

const distill = (student: tf.Tensor, temperature = 1) =>
  discountedDistillation(
    student as tf.Tensor2D,
    tf.unstack(toTensor(oracle.teacher_logits)) as tf.Tensor2D[],
    toTensor(oracle.y, 'int32') as tf.Tensor1D,
    temperature,
  );

/** [N, L, D] states whose last token is padding in the second text. */
const MASK = [
  [1, 1, 1],
  [1, 1, 0],
];

onEveryBackend(() => {
  it('discountedDistillation() matches the oracle, with its gradient', () => {
    tf.tidy(() => {
      expectScalar(distill(toTensor(oracle.student_logits)), oracle.mt_bert.distill);
      const gradient = tf.grad((student) => distill(student))(toTensor(oracle.student_logits));
      expectGradient(gradient, oracle.mt_bert.gradients.student_logits);
    });
  });

  it('discountedDistillation() halves what a teacher of cross-entropy 1 teaches, times T^2', () => {
    tf.tidy(() => {
      // A teacher sure of the label has CE 0; this one gives the label a probability of 1 / e.
      const one = Math.log(Math.E - 1);
      const sure = discountedDistillation(
        tf.tensor2d([[0, 0]]),
        [tf.tensor2d([[100, 0]])],
        tf.tensor1d([0], 'int32'),
        2,
      );
      expectScalar(sure, 4 * Math.log(2));
      const unsure = discountedDistillation(
        tf.tensor2d([[0, 0]]),
        [tf.tensor2d([[0, one]])],
        tf.tensor1d([0], 'int32'),
        2,
      );
      expectScalar(unsure, (4 * Math.log(2)) / 2);
    });
  });

  it('mappedHiddenTerm() maps the teacher and leaves padding out', () => {
    tf.tidy(() => {
      // One coordinate each: the student's states are 1, the teachers' 2 x 2 + 1 = 5 and 3; padding would be far off.
      const student = [tf.tensor3d([1, 1, 1, 1, 1, 99], [2, 3, 1])];
      const states = tf.tensor3d([2, 2, 2, 2, 2, -99], [2, 3, 1]);
      const first = { hidden: [states], maps: [{ weight: tf.tensor2d([[2]]), bias: tf.tensor1d([1]) }] };
      const second = { hidden: [states], maps: [{ weight: tf.tensor2d([[1]]), bias: tf.tensor1d([1]) }] };
      const weights = tf.tensor1d([0.75, 0.25]);
      const term = mappedHiddenTerm(student, [first, second], tf.tensor2d(MASK), weights);
      expectScalar(term, 16 + 4);
    });
  });

  it('mappedHiddenTerm() has the gradient of its value, and leaves no tensor behind', () => {
    const inputs = [
      randomTensor([2, 3, 4], 1),
      randomTensor([2, 3, 4], 2),
      randomTensor([4, 5], 3, 0.5),
      randomTensor([4], 4),
    ];
    const hidden = [5, 6].map((seed) => randomTensor([2, 3, 5], seed) as tf.Tensor3D);
    const term = (...[lower, upper, weight, bias]: tf.Tensor[]) => {
      const map = { weight: weight!, bias: bias! };
      return mappedHiddenTerm(
        [lower as tf.Tensor3D, upper as tf.Tensor3D],
        [{ hidden, maps: [map, map] }],
        tf.tensor2d(MASK),
        tf.tensor1d([0.4, 0.6]),
      );
    };
    const left = tensorsLeft(() => expectGradientsOf(term, inputs));
    expect(left).toBe(0);
    tf.dispose([...inputs, ...hidden]);
  });
});
