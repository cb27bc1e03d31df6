import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { crossEntropy } from '#ml/loss/cross-entropy.ts';
import { discountedDistillation } from '#ml/loss/mt-bert.ts';
import { clickLabels, clickSlots, forwardClicks } from '#ml/methods/click-forward.ts';
import type { TrainingMethod } from '#ml/methods/method.ts';
import { mtBert, mtBertMapShapes } from '#ml/methods/mt-bert.ts';
import { mtBertTeachers } from '#ml/methods/mt-bert-teachers.ts';
import { type StateTeacher, teacherScores } from '#ml/methods/state-teachers.ts';
import { encodeStates } from '#ml/model/layer-states.ts';
import type { Params } from '#ml/model/params.ts';
import { Adam } from '#ml/optim/adam.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { MtBertSettings } from '#shared/config/settings.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { TINY_PLM, tinyRecommender } from '../tiny-recommender.ts';
import {
  CLICK_SETTINGS,
  lossAt,
  movedBy,
  PAPER_MODEL,
  REPO_MODEL,
  slopesOf,
  someClicks,
  someTable,
  titleEncoder,
  TITLES,
} from './some-clicks.ts';

const STUDENT = TINY_PLM;
/** Another depth, and for the second one another kind of PLM and another width than the student's. */
const TEACHERS: PlmConfig[] = [
  { ...TINY_PLM, layers: 4 },
  { ...TINY_PLM, arch: 'bert', layers: 4, hiddenSize: 8 },
];
/** Of two student layers on four. */
const MAPPED = [2, 4];

const SETTINGS: MtBertSettings = {
  ...CLICK_SETTINGS,
  temperature: 2,
  distillWeight: 1,
  hiddenWeight: 0.5,
  targetWeight: 0.25,
};

interface Prepared {
  method: TrainingMethod;
  params: Params;
  teachers: StateTeacher[];
  free: () => void;
}

/** A student of two layers, the upper one trains. */
function prepare(settings: Partial<MtBertSettings> = {}, model = PAPER_MODEL): Prepared {
  const all = { ...SETTINGS, ...settings };
  const maps = all.hiddenWeight > 0 ? mtBertMapShapes(STUDENT, TEACHERS) : new Map<string, number[]>();
  const params = tinyRecommender(1, maps, STUDENT);
  const teachers = TEACHERS.map((config, i) => ({
    params: tinyRecommender(11 + i, new Map(), config),
    config,
    news: someTable(11 + i),
  }));
  const trainable = new Map([...params].filter(([name]) => /layer\.1\.|^(news|user)\.|^W_/.test(name)));
  if (model.historyPadding === 'masked') trainable.delete('user.pad_doc');
  const method = mtBert({
    params,
    config: STUDENT,
    trainable,
    encoder: titleEncoder(params, model, STUDENT),
    titles: TITLES,
    teachers,
    batches: someClicks(model),
    model,
    settings: all,
    seed: 1,
  });
  const owned = [params, ...teachers.map((teacher) => teacher.params)];
  return { method, params, teachers, free: () => tf.dispose(owned.flatMap((one) => [...one.values()])) };
}

/** `sum_i sum_j MSE(H_s,j, W_ij H_i,map(j) + b_ij)` of one news, run by itself, so without any padding. */
function distance(params: Params, teachers: StateTeacher[], news: number): number {
  const statesOf = (of: Params, config: PlmConfig) =>
    encodeStates({
      params: of,
      config,
      texts: TITLES,
      indices: Int32Array.of(news),
      padTo: 0,
      scores: false,
    }).hidden.map((states) => states.arraySync()[0]!);
  const student = statesOf(params, STUDENT);
  let sum = 0;
  teachers.forEach((teacher, i) => {
    const states = statesOf(teacher.params, teacher.config);
    MAPPED.forEach((layer, j) => {
      const weight = params.get(`W_h.${j + 1}.${i}.weight`)!.arraySync() as number[][];
      const bias = params.get(`W_h.${j + 1}.${i}.bias`)!.arraySync() as number[];
      const squares = student[j]!.flatMap((own, token) =>
        own.map((value, d) => {
          const given = states[layer - 1]![token]!;
          const mapped = weight[d]!.reduce((total, w, c) => total + w * given[c]!, bias[d]!);
          return (mapped - value) ** 2;
        }),
      );
      sum += squares.reduce((a, b) => a + b, 0) / squares.length;
    });
  });
  return sum;
}

/** The mean over samples of the mean over a sample's real clicks and candidates. */
function meanDistance({ params, teachers }: Prepared, step: number): number {
  const batch = someClicks().at(step);
  const candidates = batch.candidates.length / batch.size;
  let total = 0;
  for (let b = 0; b < batch.size; b++) {
    const clicked = batch.history.slice(b * batch.historyLength, (b + 1) * batch.historyLength);
    const shown = batch.candidates.slice(b * candidates, (b + 1) * candidates);
    const news = [...clicked.filter((item) => item >= 0), ...shown];
    total += news.reduce((sum, item) => sum + distance(params, teachers, item), 0) / news.length / batch.size;
  }
  return total;
}

onEveryBackend((backend) => {
  it('mtBert() has the terms that its formulas say, weighted', () => {
    const prepared = prepare();
    const { method, params, teachers, free } = prepared;
    for (const step of [0, 1]) {
      const { total, terms } = lossAt(method, step);
      expect(Object.keys(terms)).toEqual(['hidden', 'distill', 'target']);
      tf.tidy(() => {
        const slots = clickSlots(someClicks().at(step));
        const { logits } = forwardClicks(params, slots, titleEncoder(params).encode(slots.news), 'masked');
        const labels = clickLabels(slots.size);
        const scores = teacherScores(teachers, slots, 'masked');
        const distill = discountedDistillation(logits, scores, labels, 2).dataSync()[0]!;
        expect(terms['distill']).toBeCloseTo(distill, 5);
        expect(terms['target']).toBeCloseTo(tf.mean(crossEntropy(logits, labels)).dataSync()[0]!, 5);
        expect(terms['hidden']! / meanDistance(prepared, step)).toBeCloseTo(1, 5);
      });
      expect(total).toBeCloseTo(0.5 * terms['hidden']! + terms['distill']! + 0.25 * terms['target']!, 4);
    }
    free();
  });

  it('mtBert() without the hidden term needs no maps and gives the other terms unchanged', () => {
    const whole = prepare();
    const without = prepare({ hiddenWeight: 0 });
    const { hidden, ...others } = lossAt(whole.method, 0).terms;
    expect(hidden).toBeGreaterThan(0);
    const { terms } = lossAt(without.method, 0);
    expect(Object.keys(terms)).toEqual(Object.keys(others));
    for (const [name, value] of Object.entries(others)) expect(terms[name]).toBeCloseTo(value, 5);
    whole.free();
    without.free();
  });

  it.skipIf(backend === 'tensorflow')('mtBert() has the gradient that its loss has', () => {
    for (const model of [PAPER_MODEL, REPO_MODEL]) {
      const { method, free } = prepare({}, model);
      for (const name of [
        'plm.encoder.layer.1.output.dense.weight',
        'W_h.1.1.weight',
        'W_h.2.0.bias',
        'news.dense.weight',
      ]) {
        const { analytic, numeric } = slopesOf(method, 0, name);
        expect(analytic, name).toBeGreaterThan(1e-3);
        expect(Math.abs(numeric / analytic - 1), `${name}: ${numeric}, ${analytic}`).toBeLessThan(2e-3);
      }
      free();
    }
  });

  it('mtBert() moves every trainable parameter and leaves no tensor behind', () => {
    for (const model of [PAPER_MODEL, REPO_MODEL]) {
      const { method, free } = prepare({ dropout: 0.1 }, model);
      const left = tensorsLeft(() => expect(movedBy(method, 0)).toEqual([...method.trainable.keys()]));
      expect(left).toBe(0);
      free();
    }
  });

  it.skipIf(backend === 'cpu')('mtBert() learns: 40 steps of Adam lower its loss and its hidden term', () => {
    const { method, free } = prepare();
    const before = lossAt(method, 0);
    descend(method, 40);
    const after = lossAt(method, 0);
    expect(after.total).toBeLessThan(before.total);
    // The soft labels keep the teachers' entropy as their floor; distances have none.
    expect(after.terms['hidden']).toBeLessThan(0.6 * before.terms['hidden']!);
    free();
  });

  it('mtBertTeachers() sums the cross-entropy of each teacher, and shares what stands above the PLMs', () => {
    const { method, params, free } = prepareTeachers();
    const { total, terms } = lossAt(method, 0);
    expect(Object.keys(terms)).toEqual(['teacher-1', 'teacher-2']);
    tf.tidy(() => {
      const slots = clickSlots(someClicks().at(0));
      params.forEach((own, i) => {
        const vectors = titleEncoder(own, PAPER_MODEL, JOINT[i]).encode(slots.news);
        const { logits } = forwardClicks(own, slots, vectors, 'masked');
        const expected = tf.mean(crossEntropy(logits, clickLabels(slots.size))).dataSync()[0]!;
        expect(terms[`teacher-${i + 1}`]).toBeCloseTo(expected, 5);
      });
    });
    expect(terms['teacher-1']).not.toBeCloseTo(terms['teacher-2']!, 3);
    expect(total).toBeCloseTo(terms['teacher-1']! + terms['teacher-2']!, 5);
    free();
  });

  it.skipIf(backend === 'tensorflow')('mtBertTeachers() has the gradient that its loss has', () => {
    const { method, free } = prepareTeachers();
    for (const name of ['teacher-2.plm.encoder.layer.1.output.dense.weight', 'news.dense.weight']) {
      const { analytic, numeric } = slopesOf(method, 0, name);
      expect(Math.abs(numeric / analytic - 1), `${name}: ${numeric}, ${analytic}`).toBeLessThan(2e-3);
    }
    free();
  });

  it('mtBertTeachers() moves every trainable parameter, learns, and leaves no tensor behind', () => {
    const { method, free } = prepareTeachers();
    const left = tensorsLeft(() => expect(movedBy(method, 0)).toEqual([...method.trainable.keys()]));
    expect(left).toBe(0);
    const first = lossAt(method, 0).total;
    descend(method, backend === 'cpu' ? 5 : 40);
    expect(lossAt(method, 0).total).toBeLessThan((backend === 'cpu' ? 1 : 0.6) * first);
    free();
  });
});

const JOINT: PlmConfig[] = [TINY_PLM, { ...TINY_PLM, arch: 'bert' }];

/** Two teachers of one width under the heads of the first. */
function prepareTeachers() {
  const own = JOINT.map((config, i) => tinyRecommender(21 + i, new Map(), config));
  const heads = [...own[0]!].filter(([name]) => !name.startsWith('plm.'));
  const params = own.map((one) => new Map<string, tf.Tensor>([...one, ...heads]));
  const trainable = new Map(heads.filter(([name]) => name !== 'user.pad_doc'));
  own.forEach((one, i) => {
    for (const [name, variable] of one)
      if (name.includes('layer.1.')) trainable.set(`teacher-${i + 1}.${name}`, variable);
  });
  const teachers = params.map((one, i) => ({
    params: one,
    encoder: titleEncoder(one, PAPER_MODEL, JOINT[i]),
  }));
  const method = mtBertTeachers({
    teachers,
    trainable,
    batches: someClicks(),
    model: PAPER_MODEL,
    settings: CLICK_SETTINGS,
  });
  return { method, params, free: () => tf.dispose(own.flatMap((one) => [...one.values()])) };
}

function descend(method: TrainingMethod, steps: number): void {
  const adam = new Adam([{ names: [...method.trainable.keys()], learningRate: 0.01 }]);
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => method.loss(0).total, [...method.trainable.values()]);
      const named = [...method.trainable].map(([name, variable]) => [name, grads[variable.name]!] as const);
      adam.step(method.trainable, new Map(named));
    });
  }
  adam.dispose();
}

it('mtBert() and mtBertTeachers() give the same loss on cpu and wasm, and again with the same seed', async () => {
  const losses: number[][] = [];
  for (const backend of ['cpu', 'wasm', 'wasm']) {
    await tf.setBackend(backend);
    const student = prepare({ dropout: 0.2 });
    const teachers = prepareTeachers();
    losses.push([lossAt(student.method, 1).total, lossAt(teachers.method, 1).total]);
    student.free();
    teachers.free();
  }
  losses[0]!.forEach((value, i) => expect(losses[1]![i]! / value).toBeCloseTo(1, 5));
  expect(losses[2]).toEqual(losses[1]);
});
