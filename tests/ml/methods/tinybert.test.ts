import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { teacherWeights } from '#ml/loss/teacher-weights.ts';
import { clickSlots } from '#ml/methods/click-forward.ts';
import type { TrainingMethod } from '#ml/methods/method.ts';
import { type StateTeacher, teacherScores, teacherTextWeights } from '#ml/methods/state-teachers.ts';
import { tinyBert, tinyBertMapShapes } from '#ml/methods/tinybert.ts';
import { encodeStates, type LayerStates } from '#ml/model/layer-states.ts';
import type { Params } from '#ml/model/params.ts';
import { Adam } from '#ml/optim/adam.ts';
import type { TinyBertSettings } from '#shared/config/settings.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
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
const TEACHER: PlmConfig = { ...TINY_PLM, layers: 4 };
/** Of two student layers on four. */
const MAPPED = [2, 4];
const LAST = [3, 4];

const SETTINGS: TinyBertSettings = {
  ...CLICK_SETTINGS,
  intermediateEpochs: 2,
  intermediateMaxSteps: 0,
  temperature: 2,
  distillWeight: 1,
  hiddenWeight: 0.5,
  attentionWeight: 0.25,
  embeddingWeight: 2,
  targetWeight: 0.1,
};

interface Choice {
  /** Seed of each teacher. */
  teachers?: number[];
  procedure?: 'two-phase' | 'one-phase';
  settings?: Partial<TinyBertSettings>;
  model?: typeof PAPER_MODEL;
}

interface Prepared {
  method: TrainingMethod;
  params: Params;
  teachers: StateTeacher[];
  free: () => void;
}

/** A student of two layers, the upper one trains; teachers of four. */
function prepare({
  teachers: seeds = [11],
  procedure = 'two-phase',
  settings,
  model = PAPER_MODEL,
}: Choice = {}): Prepared {
  const maps = tinyBertMapShapes(
    STUDENT,
    seeds.map(() => TEACHER),
  );
  const params = tinyRecommender(1, maps, STUDENT);
  const teachers = seeds.map((seed) => ({
    params: tinyRecommender(seed, new Map(), TEACHER),
    config: TEACHER,
    news: someTable(seed),
  }));
  const used = procedure === 'two-phase' ? /layer\.1\.|^(news|user)\.|^W_/ : /layer\.1\.|^(news|user)\./;
  const trainable = new Map([...params].filter(([name]) => used.test(name)));
  if (model.historyPadding === 'masked') trainable.delete('user.pad_doc');
  const method = tinyBert({
    params,
    config: STUDENT,
    trainable,
    encoder: titleEncoder(params, model, STUDENT),
    titles: TITLES,
    teachers,
    batches: someClicks(model),
    model,
    procedure,
    settings: { ...SETTINGS, ...settings },
    seed: 1,
  });
  const owned = [params, ...teachers.map((teacher) => teacher.params)];
  return { method, params, teachers, free: () => tf.dispose(owned.flatMap((all) => [...all.values()])) };
}

const statesOf = (params: Params, config: PlmConfig, news: number): LayerStates =>
  encodeStates({ params, config, texts: TITLES, indices: Int32Array.of(news), padTo: 0, scores: true });

function meanSquare(a: tf.Tensor, b: tf.Tensor): number {
  const [x, y] = [a.dataSync() as Float32Array, b.dataSync() as Float32Array];
  return x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / x.length;
}

const mapped = (states: tf.Tensor, map: tf.Tensor | undefined) =>
  map ? tf.matMul(tf.reshape(states, [-1, states.shape.at(-1)!]), map, false, true) : states;

interface Terms {
  hidden: number;
  attention: number;
  emb: number;
}

/** The distances of one news between student and one teacher, each text run by itself, so without any padding. */
function distances(
  params: Params,
  teacher: StateTeacher,
  i: number,
  news: number,
  layers: number[],
  maps: boolean,
): Terms {
  return tf.tidy(() => {
    const own = statesOf(params, STUDENT, news);
    const other = statesOf(teacher.params, TEACHER, news);
    const map = (name: string) => (maps ? params.get(name)! : undefined);
    const terms = {
      hidden: 0,
      attention: 0,
      emb: meanSquare(mapped(own.embeddings, map(`W_e.${i}.weight`)), other.embeddings),
    };
    layers.forEach((layer, j) => {
      terms.hidden += meanSquare(
        mapped(own.hidden[j]!, map(`W_h.${j + 1}.${i}.weight`)),
        other.hidden[layer - 1]!,
      );
      terms.attention += meanSquare(own.scores[j]!, other.scores[layer - 1]!);
    });
    return terms;
  });
}

/** Weights `[M][B]` of the teachers, from their scores. */
function plainWeights(scores: tf.Tensor2D[]): number[][] {
  const likelihoods = scores.map((z) =>
    z.arraySync().map((row) => Math.exp(row[0]!) / row.reduce((sum, value) => sum + Math.exp(value), 0)),
  );
  const totals = likelihoods[0]!.map((_, b) => likelihoods.reduce((sum, row) => sum + row[b]!, 0));
  return likelihoods.map((row) => row.map((value, b) => value / totals[b]!));
}

/** The layer terms of a step by their definition: samples, their news, teachers, one after the other. */
function plainTerms(
  { params, teachers }: Prepared,
  step: number,
  layers: number[],
  maps: boolean,
  model = PAPER_MODEL,
): Terms {
  const batch = someClicks(model).at(step);
  const slots = clickSlots(batch);
  const weights = tf.tidy(() => plainWeights(teacherScores(teachers, slots, model.historyPadding)));
  const total: Terms = { hidden: 0, attention: 0, emb: 0 };
  const perSample = batch.candidates.length / batch.size;
  for (let b = 0; b < batch.size; b++) {
    const history = batch.history.subarray(b * batch.historyLength, (b + 1) * batch.historyLength);
    const candidates = batch.candidates.subarray(b * perSample, (b + 1) * perSample);
    const all = [...history, ...candidates].filter((news) => news >= 0);
    for (const news of all)
      teachers.forEach((teacher, i) => {
        const terms = distances(params, teacher, i, news, layers, maps);
        const share = weights[i]![b]! / (batch.size * all.length);
        for (const name of ['hidden', 'attention', 'emb'] as const) total[name] += share * terms[name];
      });
  }
  return total;
}

function expectTerms(actual: Record<string, number>, expected: Partial<Terms>): void {
  for (const [name, value] of Object.entries(expected))
    expect(Math.abs(actual[name]! / value - 1), name).toBeLessThan(2e-5);
}

onEveryBackend((backend) => {
  it.each([1, 2])('tinyBert() of %i teachers compares all layers in phase 1, by definition', (count) => {
    const prepared = prepare({ teachers: [11, 12].slice(0, count) });
    for (const step of [0, 1]) {
      const { total, terms } = lossAt(prepared.method, step);
      expect(Object.keys(terms)).toEqual(['hidden', 'attention', 'emb']);
      expectTerms(terms, plainTerms(prepared, step, MAPPED, true));
      expect(total).toBeCloseTo(0.5 * terms['hidden']! + 0.25 * terms['attention']! + 2 * terms['emb']!, 4);
    }
    prepared.free();
  });

  it('tinyBert() distils the scores in phase 2, from the first batch on', () => {
    const { method, teachers, params, free } = prepare({ teachers: [11, 12] });
    expect([method.totalSteps, method.validFrom]).toEqual([4, 2]);
    for (const step of [0, 1]) {
      const slots = clickSlots(someClicks().at(step));
      const expected = tf.tidy(() => {
        const scores = teacherScores(teachers, slots, 'masked');
        const weights = plainWeights(scores);
        const student = { params, config: STUDENT, news: { values: studentVectors(params), dim: 6 } };
        const own = teacherScores([student], slots, 'masked')[0]!.arraySync();
        const rows = scores.map((z) => z.arraySync());
        let sum = 0;
        own.forEach((z, b) => {
          const mix = z.map(
            (_, c) => rows.reduce((all, row, i) => all + weights[i]![b]! * row[b]![c]!, 0) / 2,
          );
          const soft = mix.map(
            (value) => Math.exp(value) / mix.reduce((all, other) => all + Math.exp(other), 0),
          );
          const norm = Math.log(z.reduce((all, value) => all + Math.exp(value / 2), 0));
          z.forEach((value, c) => (sum -= soft[c]! * (value / 2 - norm)));
        });
        return (4 * sum) / own.length;
      });
      const { total, terms } = lossAt(method, method.validFrom! + step);
      expect(Object.keys(terms)).toEqual(['distill']);
      expect(Math.abs(total / expected - 1)).toBeLessThan(2e-5);
    }
    free();
  });

  it.each([PAPER_MODEL, REPO_MODEL])(
    'tinyBert() in one phase compares the last two layers without maps',
    (model) => {
      const prepared = prepare({ procedure: 'one-phase', teachers: [11, 12], model });
      const { total, terms } = lossAt(prepared.method, 0);
      expect(prepared.method.totalSteps).toBe(2);
      expect(Object.keys(terms)).toEqual(['distill', 'hidden', 'attention', 'target']);
      const { hidden, attention } = plainTerms(prepared, 0, LAST, false, model);
      expectTerms(terms, { hidden, attention });
      const two = prepare({ teachers: [11, 12], model });
      expect(terms['distill']).toBeCloseTo(lossAt(two.method, two.method.validFrom!).terms['distill']!, 5);
      two.free();
      const sum = terms['distill']! + 0.5 * hidden + 0.25 * attention + 0.1 * terms['target']!;
      expect(total).toBeCloseTo(sum, 4);
      prepared.free();
    },
  );

  it('tinyBert() of equal teachers is that of one of them', () => {
    for (const procedure of ['two-phase', 'one-phase'] as const) {
      const [one, two] = [prepare({ procedure }), prepare({ procedure, teachers: [11, 11] })];
      // The maps of both teachers alike, so that one counts as much as two halves.
      for (const name of ['W_e', 'W_h.1', 'W_h.2'])
        for (const i of [0, 1])
          (two.params.get(`${name}.${i}.weight`) as tf.Variable).assign(one.params.get(`${name}.0.weight`)!);
      for (let step = 0; step < one.method.totalSteps; step++)
        expect(lossAt(two.method, step).total).toBeCloseTo(lossAt(one.method, step).total, 4);
      one.free();
      two.free();
    }
  });

  it('teacherTextWeights() of one teacher are those that its scores would give', () => {
    const { teachers, free } = prepare();
    const slots = clickSlots(someClicks().at(0));
    tf.tidy(() => {
      const scores = teacherScores(teachers, slots, 'masked');
      expect([...teacherWeights(scores, tf.zeros([2], 'int32') as tf.Tensor1D).dataSync()]).toEqual([1, 1]);
      const unasked = () => {
        throw new Error('One teacher needs no scores.');
      };
      const [single] = teacherTextWeights(1, slots, unasked);
      const [half] = teacherTextWeights(2, slots, () => [scores[0]!, scores[0]!]);
      single!.dataSync().forEach((w, n) => expect(half!.dataSync()[n]).toBeCloseTo(w / 2, 6));
    });
    free();
  });

  it('tinyBert() leaves out terms of weight 0, and phase 1 where it has none', () => {
    const some = prepare({ settings: { attentionWeight: 0 } });
    expect(Object.keys(lossAt(some.method, 0).terms)).toEqual(['hidden', 'emb']);
    some.free();
    const none = prepare({ settings: { hiddenWeight: 0, attentionWeight: 0, embeddingWeight: 0 } });
    expect([none.method.totalSteps, none.method.validFrom]).toEqual([2, 0]);
    expect(Object.keys(lossAt(none.method, 0).terms)).toEqual(['distill']);
    none.free();
  });

  it('tinyBert() moves layers and maps in phase 1, layers and heads in phase 2, and never a teacher', () => {
    const { method, free } = prepare({ teachers: [11, 12] });
    const names = [...method.trainable.keys()];
    const heads = names.filter((name) => /^(news|user)\./.test(name));
    const maps = names.filter((name) => name.startsWith('W_'));
    expect(movedBy(method, 0)).toEqual(names.filter((name) => !heads.includes(name)));
    expect(movedBy(method, method.validFrom!)).toEqual(names.filter((name) => !maps.includes(name)));
    expect(maps.length).toBe(6);
    free();
  });

  it.skipIf(backend === 'tensorflow')('tinyBert() has the gradient that its loss has', () => {
    const query = 'plm.encoder.layer.1.attention.self.query.weight';
    const output = 'plm.encoder.layer.1.output.dense.weight';
    const check = (prepared: Prepared, step: number, names: string[]) => {
      for (const name of names) {
        const { analytic, numeric } = slopesOf(prepared.method, step, name);
        expect(analytic, name).toBeGreaterThan(1e-3);
        expect(Math.abs(numeric / analytic - 1), `${name}: ${numeric}, ${analytic}`).toBeLessThan(2e-3);
      }
      prepared.free();
    };
    check(prepare({ teachers: [11, 12] }), 0, [
      query,
      output,
      'W_h.1.1.weight',
      'W_h.2.0.weight',
      'W_e.0.weight',
    ]);
    check(prepare({ teachers: [11, 12] }), 2, [output, 'user.pooling.att_fc1.weight']);
    check(prepare({ teachers: [11, 12], procedure: 'one-phase' }), 0, [query, output, 'news.dense.weight']);
    check(prepare({ procedure: 'one-phase', model: REPO_MODEL }), 0, [output, 'user.pad_doc']);
  });

  it('tinyBert() leaves no tensor behind', () => {
    const prepared = prepare({ teachers: [11, 12], settings: { dropout: 0.1 } });
    for (const step of [0, prepared.method.validFrom!])
      expect(tensorsLeft(() => movedBy(prepared.method, step))).toBe(0);
    prepared.free();
    const once = prepare({ procedure: 'one-phase' });
    expect(tensorsLeft(() => movedBy(once.method, 0))).toBe(0);
    once.free();
  });

  it('tinyBert() learns: every loss falls over 40 steps', () => {
    // A low temperature: at a high one the entropy of the soft labels is nearly all of the loss, which cannot fall; nor
    // can the loss of the user without clicks, who is half of the batch.
    const epochs = { epochs: 40, intermediateEpochs: 40, learningRate: 3e-3, temperature: 0.5 };
    for (const procedure of ['two-phase', 'one-phase'] as const) {
      const { method, free } = prepare({ procedure, teachers: [11, 12], settings: epochs });
      const adam = new Adam(method.groups);
      const losses: number[] = [];
      for (let step = 0; step < method.totalSteps; step++)
        tf.tidy(() => {
          const { value, grads } = tf.variableGrads(
            () => method.loss(step).total,
            [...method.trainable.values()],
          );
          losses.push(value.dataSync()[0]!);
          adam.step(
            method.trainable,
            new Map(
              [...method.trainable].flatMap(([name, { name: own }]) =>
                grads[own] ? [[name, grads[own]]] : [],
              ),
            ),
          );
        });
      for (const from of procedure === 'two-phase' ? [0, 40] : [0]) {
        const mean = (start: number) =>
          losses.slice(start, start + 4).reduce((sum, loss) => sum + loss, 0) / 4;
        expect(mean(from + 36), `${procedure}, from step ${from}`).toBeLessThan(0.95 * mean(from));
      }
      adam.dispose();
      free();
    }
  });
});

/** News vectors of the student, `[news, 6]`. */
function studentVectors(params: Params): Float32Array {
  const all = Int32Array.from({ length: 7 }, (_, i) => i);
  return tf.tidy(() => titleEncoder(params, PAPER_MODEL, STUDENT).encode(all).dataSync() as Float32Array);
}

it('tinyBert() gives the same values on cpu and wasm', async () => {
  const values = async (name: string) => {
    await tf.setBackend(name);
    const { method, free } = prepare({ teachers: [11, 12] });
    const losses = Array.from({ length: method.totalSteps }, (_, step) => lossAt(method, step).total);
    free();
    return losses;
  };
  const [cpu, wasm] = [await values('cpu'), await values('wasm')];
  cpu.forEach((loss, step) => expect(Math.abs(wasm[step]! / loss - 1)).toBeLessThan(1e-5));
});
