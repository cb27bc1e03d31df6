import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { crossEntropy, softCrossEntropy } from '#ml/loss/cross-entropy.ts';
import { dpLoss } from '#ml/loss/dp.ts';
import type { LossSwitches, Transform } from '#ml/loss/multi-teacher.ts';
import { stageOneLoss } from '#ml/loss/stage-one.ts';
import { stageTwoLoss } from '#ml/loss/stage-two.ts';
import { teacherWeights } from '#ml/loss/teacher-weights.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { expectGradient, expectScalar, expectValues, readOracle, toTensor } from '#tests/fixtures/oracle.ts';
import type { OracleTensor } from '#tests/fixtures/oracle.ts';

interface Terms {
  distill: number;
  emb: number;
  target: number;
  total: number;
  target_coefficient?: number;
  gradients: Record<string, OracleTensor>;
}
type Tensors = Record<string, OracleTensor>;
interface LossOracle {
  y: OracleTensor;
  student_logits: OracleTensor;
  teacher_logits: OracleTensor;
  teacher_weights: OracleTensor;
  stage1: Record<string, unknown>;
  stage2: Record<string, unknown>;
  dp: Record<string, unknown>;
}
const oracle = readOracle<LossOracle>('losses');
const stage1 = oracle.stage1 as Tensors;
const stage2 = oracle.stage2 as Tensors;

const labels = () => toTensor(oracle.y, 'int32') as tf.Tensor1D;
const perTeacher = <R extends tf.Tensor>(value: OracleTensor) => tf.unstack(toTensor(value)) as R[];
const transformsOf = (weight: tf.Tensor, bias: tf.Tensor): Transform[] => {
  const biases = tf.unstack(bias);
  return tf.unstack(weight).map((w, i) => ({ weight: w, bias: biases[i]! }));
};

/** Loss and gradients with respect to the named oracle tensors. */
function differentiate(
  tensors: Tensors,
  loss: (values: Record<string, tf.Tensor>) => tf.Scalar,
): Record<string, tf.Tensor> {
  const names = Object.keys(tensors);
  const run = (...values: tf.Tensor[]) => loss(Object.fromEntries(names.map((n, i) => [n, values[i]!])));
  const { grads } = tf.valueAndGrads(run)(names.map((name) => toTensor(tensors[name]!)));
  return Object.fromEntries(names.map((name, i) => [name, grads[i]!]));
}

function stageOne(values: Record<string, tf.Tensor>, switches: LossSwitches) {
  const bodies = perTeacher<tf.Tensor2D>(stage1['teacher_body']!);
  const titles = perTeacher<tf.Tensor3D>(stage1['teacher_title']!);
  const teachers = perTeacher<tf.Tensor2D>(oracle.teacher_logits).map((logits, i) => ({
    logits,
    titles: titles[i]!,
    bodies: bodies[i]!,
  }));
  const student = {
    logits: values['student_logits'] as tf.Tensor2D,
    titles: values['student_title'] as tf.Tensor3D,
    bodies: values['student_body'] as tf.Tensor2D,
  };
  return stageOneLoss(student, teachers, labels(), transformsOf(values['W']!, values['b']!), switches);
}
const stageOneInputs = (): Tensors => ({
  student_logits: oracle.student_logits,
  student_title: stage1['student_title']!,
  student_body: stage1['student_body']!,
  W: stage1['W']!,
  b: stage1['b']!,
});

function stageTwo(values: Record<string, tf.Tensor>, switches: LossSwitches) {
  const users = perTeacher<tf.Tensor2D>(stage2['teacher_user']!);
  const news = perTeacher<tf.Tensor3D>(stage2['teacher_news']!);
  const teachers = perTeacher<tf.Tensor2D>(oracle.teacher_logits).map((logits, i) => ({
    logits,
    news: news[i]!,
    user: users[i]!,
  }));
  const student = {
    logits: values['student_logits'] as tf.Tensor2D,
    news: values['student_news'] as tf.Tensor3D,
    user: values['student_user'] as tf.Tensor2D,
  };
  const transforms = {
    news: transformsOf(values['W_n']!, toTensor(stage2['b_n']!)),
    user: transformsOf(values['W_u']!, toTensor(stage2['b_u']!)),
  };
  return stageTwoLoss(student, teachers, labels(), transforms, switches);
}
const stageTwoInputs = (): Tensors => ({
  student_logits: oracle.student_logits,
  student_news: stage2['student_news']!,
  student_user: stage2['student_user']!,
  W_n: stage2['W_n']!,
  W_u: stage2['W_u']!,
});

const tensorsOf = (inputs: Tensors) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, toTensor(value)]));

onEveryBackend(() => {
  it('crossEntropy() and softCrossEntropy() agree on a one-hot teacher, without overflow', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([
        [1000, 0, -1000],
        [0.5, 1, 0.25],
      ]);
      const hard = crossEntropy(logits, tf.tensor1d([1, 1], 'int32'));
      expect(hard.dataSync()[0]).toBeCloseTo(1000, 3);
      const teacher = tf.tensor2d([
        [0, 500, 0],
        [0, 500, 0],
      ]);
      const soft = softCrossEntropy(teacher, logits, 1);
      expect(soft.dataSync()[1]).toBeCloseTo(hard.dataSync()[1]!, 6);
    });
  });

  it('teacherWeights() matches the oracle', () => {
    tf.tidy(() => {
      const logits = perTeacher<tf.Tensor2D>(oracle.teacher_logits);
      expectValues(teacherWeights(logits, labels()), oracle.teacher_weights);
    });
  });

  it('dpLoss() matches the oracle, with its gradients', () => {
    tf.tidy(() => {
      const dp = oracle.dp as unknown as Tensors & { loss: number; gradients: Tensors };
      const inputs = { body: dp['body']!, titles: dp['titles']! };
      const loss = (v: Record<string, tf.Tensor>) =>
        dpLoss(v['body'] as tf.Tensor2D, v['titles'] as tf.Tensor3D);
      expectScalar(loss(tensorsOf(inputs)), dp.loss);
      const gradients = differentiate(inputs, loss);
      for (const [name, value] of Object.entries(dp.gradients)) expectGradient(gradients[name]!, value);
    });
  });

  it.each([1, 2])(
    'stageOneLoss() at temperature %i matches the oracle, with its gradients',
    (temperature) => {
      tf.tidy(() => {
        const expected = oracle.stage1[`T=${temperature}`] as Terms;
        const { total, terms } = stageOne(tensorsOf(stageOneInputs()), { temperature });
        expectScalar(total, expected.total);
        for (const term of ['distill', 'emb', 'target'] as const) expectScalar(terms[term], expected[term]);
        const gradients = differentiate(stageOneInputs(), (v) => stageOne(v, { temperature }).total);
        for (const [name, value] of Object.entries(expected.gradients))
          expectGradient(gradients[name]!, value);
      });
    },
  );

  it.each(['paper', 'repo_target_coefficient'])('stageTwoLoss() of %s matches the oracle', (preset) => {
    tf.tidy(() => {
      const expected = oracle.stage2[preset] as Terms;
      const switches = { targetCoefficient: expected.target_coefficient! };
      const { total, terms } = stageTwo(tensorsOf(stageTwoInputs()), switches);
      expectScalar(total, expected.total);
      for (const term of ['distill', 'emb', 'target'] as const) expectScalar(terms[term], expected[term]);
      const gradients = differentiate(stageTwoInputs(), (v) => stageTwo(v, switches).total);
      for (const [name, value] of Object.entries(expected.gradients)) expectGradient(gradients[name]!, value);
    });
  });

  it('stageTwoLoss() leaves a term out where it is switched off', () => {
    tf.tidy(() => {
      const expected = oracle.stage2['paper'] as Terms;
      const { total, terms } = stageTwo(tensorsOf(stageTwoInputs()), { without: ['emb'] });
      expect(terms.emb.dataSync()[0]).toBe(0);
      expectScalar(total, expected.distill + expected.target);
    });
  });

  it('stageTwoLoss() with a mask takes the mean over real news only', () => {
    tf.tidy(() => {
      const student = { logits: tf.zeros([1, 2]), news: tf.tensor3d([[[3], [9]]]), user: tf.zeros([1, 1]) };
      const teacher = { logits: tf.zeros([1, 2]), news: tf.zeros([1, 2, 1]), user: tf.zeros([1, 1]) };
      const identity = [{ weight: tf.ones([1, 1]), bias: tf.zeros([1]) }];
      const { terms } = stageTwoLoss(
        student as never,
        [teacher as never],
        tf.tensor1d([0], 'int32'),
        { news: identity, user: identity },
        {},
        tf.tensor2d([[1, 0]]),
      );
      expectScalar(terms.emb, 9);
    });
  });

  it('stageOneLoss() leaves no tensor behind in a gradient step', () => {
    const left = tensorsLeft(() => {
      tf.tidy(() => {
        differentiate(stageOneInputs(), (v) => stageOne(v, {}).total);
      });
    });
    expect(left).toBe(0);
  });
});
