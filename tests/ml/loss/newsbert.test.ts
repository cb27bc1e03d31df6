import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { constantOutputs, type JointOutputs, jointTerms } from '#ml/loss/newsbert.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { expectGradientsOf, randomTensor } from '#tests/fixtures/finite-difference.ts';

const [B, C, N, L, D] = [2, 3, 3, 4, 5];
const NEWS_DIM = 6;
const TEMPERATURE = 2;
const LAYER_MAP = [1, 3];
const LABELS = [0, 2];
const MASK = [
  [1, 1, 1, 1],
  [1, 1, 0, 0],
  [1, 0, 0, 0],
];
const TEXT_WEIGHTS = [
  [0.2, 0.1, 0.05],
  [0.3, 0.05, 0.3],
];

function outputsOf(seed: number, layers: number): JointOutputs {
  const states = (at: number) => randomTensor([N, L, D], seed + at) as tf.Tensor3D;
  return {
    logits: randomTensor([B, C], seed) as tf.Tensor2D,
    embeddings: states(1),
    hidden: Array.from({ length: layers }, (_, j) => states(2 + j)),
    news: randomTensor([N, NEWS_DIM], seed + 20) as tf.Tensor2D,
  };
}

const termsOf = (student: JointOutputs, teachers: JointOutputs[]) =>
  jointTerms({
    student,
    teachers,
    textWeights: TEXT_WEIGHTS.slice(0, teachers.length).map((weights) => tf.tensor1d(weights)),
    labels: tf.tensor1d(LABELS, 'int32'),
    mask: tf.tensor2d(MASK),
    layerMap: LAYER_MAP,
    temperature: TEMPERATURE,
  });

// The same in plain numbers, term by term.
type Rows = number[][];
const rows = (x: tf.Tensor) => x.arraySync() as Rows;
const states = (x: tf.Tensor) => x.arraySync() as number[][][];
const softmax = (z: number[]) => {
  const raised = z.map((value) => Math.exp(value));
  return raised.map((value) => value / raised.reduce((a, b) => a + b));
};
const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
const distance = (a: number[], b: number[]) => mean(a.map((value, i) => (value - b[i]!) ** 2));
const crossEntropy = (z: number[], label: number) => -Math.log(softmax(z)[label]!);
const stateDistance = (a: tf.Tensor, b: tf.Tensor, weights: number[]) =>
  weights.reduce((sum, weight, n) => {
    const real = MASK[n]!.flatMap((kept, l) => (kept ? [l] : []));
    return sum + weight * mean(real.map((l) => distance(states(a)[n]![l]!, states(b)[n]![l]!)));
  }, 0);

function expectedTerms(student: JointOutputs, teachers: JointOutputs[]): Record<string, number> {
  const over = (term: (teacher: JointOutputs, weights: number[]) => number) =>
    teachers.reduce((sum, teacher, i) => sum + term(teacher, TEXT_WEIGHTS[i]!), 0);
  const soft = LABELS.map((label, b) => {
    const scores = teachers.map(({ logits }) => rows(logits)[b]!);
    const weights = softmax(scores.map((z) => -crossEntropy(z, label)));
    const mixed = scores[0]!.map((_, c) => scores.reduce((sum, z, i) => sum + weights[i]! * z[c]!, 0));
    const goal = softmax(mixed.map((value) => value / TEMPERATURE));
    const own = softmax(rows(student.logits)[b]!.map((value) => value / TEMPERATURE));
    return -goal.reduce((sum, p, c) => sum + p * Math.log(own[c]!), 0);
  });
  return {
    distill: TEMPERATURE ** 2 * mean(soft),
    emb: over((teacher, weights) => stateDistance(student.embeddings, teacher.embeddings, weights)),
    hidden: over((teacher, weights) =>
      LAYER_MAP.reduce(
        (sum, layer, j) => sum + stateDistance(student.hidden[j]!, teacher.hidden[layer]!, weights),
        0,
      ),
    ),
    news: over((teacher, weights) =>
      weights.reduce(
        (sum, weight, n) => sum + weight * distance(rows(student.news)[n]!, rows(teacher.news)[n]!),
        0,
      ),
    ),
    target: mean(LABELS.map((label, b) => crossEntropy(rows(student.logits)[b]!, label))),
  };
}

onEveryBackend(() => {
  it.each([1, 2])('jointTerms() of %i teacher(s) are the terms of a plain computation', (count) => {
    tf.tidy(() => {
      const student = outputsOf(100, 2);
      const teachers = [outputsOf(200, 4), outputsOf(300, 4)].slice(0, count);
      const expected = expectedTerms(student, teachers);
      const terms = termsOf(student, teachers);
      expect(Object.keys(terms)).toEqual(Object.keys(expected));
      for (const [name, measure] of Object.entries(terms))
        expect(measure().dataSync()[0], name).toBeCloseTo(expected[name]!, 5);
    });
  });

  it('jointTerms() have the gradients of their values', () => {
    const teachers = [outputsOf(200, 4), outputsOf(300, 4)];
    const start = outputsOf(100, 2);
    const inputs = [start.logits, start.embeddings, start.hidden[0]!, start.hidden[1]!, start.news];
    expectGradientsOf((logits, embeddings, first, second, news) => {
      const student = { logits, embeddings, hidden: [first, second], news } as unknown as JointOutputs;
      return tf.stack(Object.values(termsOf(student, teachers)).map((measure) => measure()));
    }, inputs);
    tf.dispose([inputs, teachers.map(({ hidden, ...rest }) => [...hidden, ...Object.values(rest)])] as never);
  });

  it('constantOutputs() let no gradient reach a teacher', () => {
    const left = tensorsLeft(() =>
      tf.tidy(() => {
        const student = outputsOf(100, 2);
        const teacher = outputsOf(200, 4);
        const named = [teacher.logits, teacher.embeddings, teacher.hidden[1]!, teacher.news];
        const variables = [student.news, ...named].map((value) => tf.variable(value));
        const [own, logits, embeddings, hidden, news] = variables as [tf.Variable, ...tf.Variable[]];
        const live = { logits, embeddings, hidden: [hidden, hidden, hidden, hidden], news };
        const { grads } = tf.variableGrads(() => {
          const terms = termsOf({ ...student, news: own as unknown as tf.Tensor2D }, [
            constantOutputs(live as unknown as JointOutputs),
          ]);
          return tf.addN(Object.values(terms).map((measure) => measure())) as tf.Scalar;
        }, variables);
        expect(variables.map(({ name }) => Boolean(grads[name]))).toEqual([true, false, false, false, false]);
        tf.dispose(variables);
      }),
    );
    expect(left).toBe(0);
  });
});
