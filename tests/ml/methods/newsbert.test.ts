import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { TrainingMethod } from '#ml/methods/method.ts';
import { type JointModel, newsBert } from '#ml/methods/newsbert.ts';
import { Adam } from '#ml/optim/adam.ts';
import type { ModelSettings, NewsBertSettings } from '#shared/config/settings.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { TINY_PLM, tinyRecommender } from '../tiny-recommender.ts';
import { CLICK_SETTINGS, lossAt, movedBy, PAPER_MODEL, REPO_MODEL, slopesOf, someClicks, TITLES } from './some-clicks.ts'; // prettier-ignore

const TEACHER_PLM = { ...TINY_PLM, layers: 4 };
const TERMS = ['distill', 'emb', 'hidden', 'news', 'target', 'teacher'];

const SETTINGS: NewsBertSettings = {
  ...CLICK_SETTINGS,
  teacherTrainableLayers: 2,
  temperature: 2,
  distillWeight: 0.8,
  embeddingWeight: 0.3,
  hiddenWeight: 0.5,
  newsWeight: 0.7,
  targetWeight: 0.6,
  momentum: 0.1,
};

interface Options {
  teachers?: number;
  model?: ModelSettings;
  settings?: Partial<NewsBertSettings>;
  /** Gives every teacher heads of its own, which train as `teacher.i.news.*`: the parts of a shared head's gradient. */
  ownHeads?: boolean;
}

interface Prepared {
  method: TrainingMethod;
  owned: tf.Tensor[];
}

type Variables = Map<string, tf.Variable>;

const isHead = (name: string) => !name.startsWith('plm.');

/** A student of 2 layers whose top one trains, teachers of 4 whose top two do. */
function prepare({
  teachers: count = 1,
  model = PAPER_MODEL,
  settings,
  ownHeads = false,
}: Options = {}): Prepared {
  const student = tinyRecommender(1);
  const plms = Array.from({ length: count }, (_, i) => tinyRecommender(10 + i, new Map(), TEACHER_PLM));
  const trainable: Variables = new Map();
  const owned: tf.Tensor[] = [...student.values(), ...plms.flatMap((all) => [...all.values()])];
  const trains = (name: string, layers: readonly number[]) =>
    layers.some((layer) => name.startsWith(`plm.encoder.layer.${layer}.`)) ||
    (model.trainEmbeddings && name === 'plm.embeddings.word_embeddings.weight');
  const headTrains = (name: string) =>
    isHead(name) && (name !== 'user.pad_doc' || model.historyPadding === 'learned');
  for (const [name, variable] of student)
    if (trains(name, [1]) || headTrains(name)) trainable.set(name, variable);
  const teachers = plms.map((all, i): JointModel => {
    const params: Variables = new Map(student);
    for (const [name, variable] of all) {
      if (!isHead(name)) params.set(name, variable);
      if (trains(name, [2, 3])) trainable.set(`teacher.${i}.${name}`, variable);
    }
    if (ownHeads)
      for (const [name, value] of [...student].filter(([name]) => isHead(name))) {
        const copy = tf.variable(value as tf.Tensor);
        owned.push(copy);
        params.set(name, copy);
        if (headTrains(name)) trainable.set(`teacher.${i}.${name}`, copy);
      }
    return { params, config: TEACHER_PLM };
  });
  const method = newsBert({
    student: { params: student, config: TINY_PLM },
    teachers,
    trainable,
    titles: TITLES,
    batches: someClicks(model),
    model,
    settings: { ...SETTINGS, ...settings },
    seed: 1,
  });
  return { method, owned };
}

function gradientsOf(
  method: TrainingMethod,
  loss = (step: number) => method.loss(step).total,
): Map<string, Float32Array> {
  const gradients = new Map<string, Float32Array>();
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => loss(0), [...method.trainable.values()]);
    for (const [own, { name }] of method.trainable)
      if (grads[name]) gradients.set(own, Float32Array.from(grads[name].dataSync()));
  });
  return gradients;
}

/** Largest difference, relative to the largest element. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  let scale = 1e-12;
  for (let i = 0; i < b.length; i++) {
    largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return largest / scale;
}

const CASES: ({ name: string } & Options)[] = [
  { name: 'NewsBERT' },
  { name: 'NewsBERT-MT', teachers: 3 },
  { name: 'NewsBERT-MT of preset repo with trained embeddings', teachers: 2, model: { ...REPO_MODEL, trainEmbeddings: true } },
]; // prettier-ignore

onEveryBackend((backend) => {
  for (const { name, ...options } of CASES) {
    it(`newsBert() of ${name} is the weighted sum of its terms in every step`, () => {
      const { method, owned } = prepare(options);
      const weights = [0.8, 0.3, 0.5, 0.7, 0.6, 1];
      for (let step = 0; step < method.totalSteps; step++) {
        const { total, terms } = lossAt(method, step);
        expect(Object.keys(terms)).toEqual(TERMS);
        expect(TERMS.every((term) => terms[term]! > 0)).toBe(true);
        expect(TERMS.reduce((sum, term, i) => sum + weights[i]! * terms[term]!, 0)).toBeCloseTo(total, 4);
      }
      tf.dispose(owned);
    });

    it(`newsBert() of ${name} moves all that trains, and leaves no tensor behind`, () => {
      const { method, owned } = prepare(options);
      expect(movedBy(method, 0)).toEqual([...method.trainable.keys()]);
      expect(tensorsLeft(() => movedBy(method, 1))).toBe(0);
      expect(method.groups.flatMap(({ names }) => [...names])).toEqual([...method.trainable.keys()]);
      tf.dispose(owned);
    });

    it.skipIf(backend === 'tensorflow')(
      `newsBert() of ${name} has the gradient that the loss of its student has`,
      () => {
        // With heads apart, no parameter of the student reaches the loss through a teacher, so differences tell.
        const { method, owned } = prepare({ ...options, ownHeads: true });
        for (const parameter of [
          'plm.encoder.layer.1.output.dense.weight',
          'news.dense.weight',
          'news.pooling.att_fc1.weight',
        ]) {
          const { analytic, numeric } = slopesOf(method, 0, parameter);
          expect(analytic, parameter).toBeGreaterThan(1e-3);
          expect(Math.abs(numeric / analytic - 1), `${parameter}: ${numeric}, ${analytic}`).toBeLessThan(
            2e-3,
          );
        }
        tf.dispose(owned);
      },
    );

    it(`newsBert() of ${name} moves teachers by their own loss alone, and shared heads by both`, () => {
      const shared = prepare(options);
      const apart = prepare({ ...options, ownHeads: true });
      const gradients = gradientsOf(shared.method);
      const parts = gradientsOf(apart.method);
      const own = gradientsOf(shared.method, (step) => shared.method.loss(step).terms['teacher']!);
      for (const [parameter, gradient] of gradients) {
        if (parameter.startsWith('teacher.'))
          expect(difference(gradient, own.get(parameter)!), parameter).toBeLessThan(1e-5);
        if (!isHead(parameter) || parameter.startsWith('teacher.')) continue;
        const all = [...parts].filter(
          ([name]) => name === parameter || name.replace(/^teacher\.\d+\./, '') === parameter,
        );
        expect(all.length).toBe(1 + (options.teachers ?? 1));
        const sum = gradient.map((_, i) => all.reduce((total, [, part]) => total + part[i]!, 0));
        expect(difference(gradient, sum), parameter).toBeLessThan(1e-4);
      }
      tf.dispose([...shared.owned, ...apart.owned]);
    });
  }

  it('newsBert() leaves out terms of weight 0', () => {
    const settings = { embeddingWeight: 0, hiddenWeight: 0, newsWeight: 0 };
    const { method, owned } = prepare({ settings });
    expect(Object.keys(lossAt(method, 0).terms)).toEqual(['distill', 'target', 'teacher']);
    tf.dispose(owned);
  });

  it('newsBert() gives the trained student layer the mean of the trained teacher layers', () => {
    const { method, owned } = prepare({ teachers: 2 });
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => method.loss(0).total, [...method.trainable.values()]);
      const named = new Map([...method.trainable].map(([name, variable]) => [name, grads[variable.name]!]));
      const adjusted = method.adjustGradients!(named);
      const part = 'attention.self.value.weight';
      const given = [0, 1].flatMap((i) =>
        [2, 3].map((t) => named.get(`teacher.${i}.plm.encoder.layer.${t}.${part}`)!.dataSync()),
      );
      const own = named.get(`plm.encoder.layer.1.${part}`)!.dataSync();
      const expected = [...own].map(
        (value, i) => 0.9 * value + (0.1 * given.reduce((sum, values) => sum + values[i]!, 0)) / 4,
      );
      expect(difference(adjusted.get(`plm.encoder.layer.1.${part}`)!.dataSync(), expected)).toBeLessThan(
        1e-5,
      );
      const changed = [...adjusted]
        .filter(([name, value]) => value !== named.get(name))
        .map(([name]) => name);
      expect(changed.every((name) => name.startsWith('plm.encoder.layer.1.'))).toBe(true);
      expect(changed.length).toBe(16);
    });
    tf.dispose(owned);
  });

  // The plain backend would take ten seconds for it.
  it.skipIf(backend === 'cpu')(
    'newsBert() learns: after 40 steps the losses of student and teachers are well below those before',
    () => {
      const { method, owned } = prepare({ teachers: 2, settings: { epochs: 40, learningRate: 5e-3 } });
      const before = lossAt(method, 0).terms;
      const adam = new Adam(method.groups.map(({ names }) => ({ names, learningRate: 5e-3 })));
      for (let step = 0; step < 40; step++)
        tf.tidy(() => {
          const { grads } = tf.variableGrads(() => method.loss(step).total, [...method.trainable.values()]);
          const named = new Map(
            [...method.trainable].map(([name, variable]) => [name, grads[variable.name]!]),
          );
          adam.step(method.trainable, method.adjustGradients!(named));
        });
      const after = lossAt(method, 0).terms;
      for (const term of ['target', 'teacher']) expect(after[term], term).toBeLessThan(0.6 * before[term]!);
      for (const term of ['hidden', 'news']) expect(after[term], term).toBeLessThan(before[term]!);
      adam.dispose();
      tf.dispose(owned);
    },
  );
});

it('newsBert() has the same loss and gradients on cpu and wasm, dropout included', async () => {
  const settings = { dropout: 0.2 };
  const results: { loss: number; gradients: Map<string, Float32Array> }[] = [];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const { method, owned } = prepare({ teachers: 2, settings });
    results.push({ loss: lossAt(method, 1).total, gradients: gradientsOf(method) });
    tf.dispose(owned);
  }
  const [cpu, wasm] = results as [(typeof results)[number], (typeof results)[number]];
  expect(wasm.loss).toBeCloseTo(cpu.loss, 4);
  // Against the largest element of all, as some gradients (key biases, pooling biases) are 0 in exact arithmetic.
  const flat = ({ gradients }: (typeof results)[number]) =>
    [...gradients.values()].flatMap((values) => [...values]);
  expect([...wasm.gradients.keys()]).toEqual([...cpu.gradients.keys()]);
  expect(difference(flat(wasm), flat(cpu))).toBeLessThan(1e-5);
});
