import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { ClickBatches, listClicks, type Impressions } from '#ml/data/clicks.ts';
import { PairBatches } from '#ml/data/pairs.ts';
import { fineTune } from '#ml/methods/fine-tune.ts';
import type { TrainingMethod } from '#ml/methods/method.ts';
import { mlm } from '#ml/methods/mlm.ts';
import { postTrain } from '#ml/methods/post-train.ts';
import { stageOne } from '#ml/methods/stage-one.ts';
import { stageTwo } from '#ml/methods/stage-two.ts';
import type { VectorTable } from '#ml/methods/vector-table.ts';
import { transformShapes } from '#ml/model/head-start.ts';
import { TextEncoder } from '#ml/model/text-encoder.ts';
import type { Params } from '#ml/model/params.ts';
import type { ModelSettings } from '#shared/config/settings.ts';
import { Rng } from '#shared/random.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { FIRST_REGULAR, MASK, textsOf } from '../data/some-texts.ts';
import { TINY_PLM, TINY_SIZES, tinyLanguageModel, tinyRecommender } from '../tiny-recommender.ts';

const titles = textsOf([3, 5, 1, 4, 2, 6, 3], 7);
const bodies = textsOf([9, 4, 6, 8, 7, 3, 5], 10);
const NEWS = 7;
const TEACHERS = 2;

/** A user with two clicks, one without any: padding stands in the batch. */
const impressions: Impressions = {
  impressions: 2,
  historyOffsets: Float64Array.of(0, 2, 2),
  history: Int32Array.of(0, 3),
  candidateOffsets: Float64Array.of(0, 3, 6),
  candidates: Int32Array.of(1, 2, 4, 5, 6, 1),
  labels: Uint8Array.of(1, 0, 0, 0, 1, 0),
};

const optimiser = {
  batchSize: 2,
  amsgrad: false,
  maxSteps: 0,
  dropout: 0,
  warmupSteps: 0,
  epochs: 2,
  trainableLayers: 1,
};
const rates = { learningRate: 1e-4, headLearningRate: 1e-3 };
const terms = { temperature: 2, distillWeight: 1, embeddingWeight: 0.7, targetWeight: 0.5 };
const selection = { validateEvery: 0, validationImpressions: 0, selection: 'last' } as const;
const paper: ModelSettings = {
  ...TINY_SIZES,
  tokenPooling: 'masked',
  trainEmbeddings: false,
  embeddingsOnClicks: true,
  historyPadding: 'masked',
};
const repo: ModelSettings = { ...paper, tokenPooling: 'unmasked', historyPadding: 'learned' };

function clickBatches(model: ModelSettings): ClickBatches {
  const fullHistory = model.historyPadding === 'learned';
  const options = { batchSize: 2, negatives: 2, maxHistory: 3, fullHistory, seed: 1 };
  return new ClickBatches(impressions, listClicks(impressions), options);
}

const pairBatches = () =>
  new PairBatches(
    Int32Array.from({ length: NEWS }, (_, i) => i),
    { batchSize: 3, negatives: 2, seed: 1 },
  );

function encoderOf(params: Params, texts = titles, model = paper): TextEncoder {
  return new TextEncoder({
    params,
    config: TINY_PLM,
    texts,
    frozenLayers: 1,
    frozenEmbeddings: true,
    pooling: model.tokenPooling,
    dropout: { rate: 0, seed: 1 },
    cacheBytes: 1e9,
  });
}

const encodersOf = (params: Params) => ({ titles: encoderOf(params), bodies: encoderOf(params, bodies) });

function tableOf(seed: number): VectorTable {
  const dim = TINY_SIZES.newsDim;
  const rng = new Rng(seed, 'table');
  return { values: Float32Array.from({ length: NEWS * dim }, () => rng.normal()), dim };
}

interface Prepared {
  method: TrainingMethod;
  /** Everything to free at the end. */
  owned: tf.Tensor[];
}

const HEADS = /^(news|user|W|W_n|W_u)\./;
const TOP_LAYER = 'plm.encoder.layer.1.';

/** What trains where the lower layer and the embeddings are frozen. */
function topOf(params: ReadonlyMap<string, tf.Variable>, used: RegExp): Map<string, tf.Variable> {
  return new Map([...params].filter(([name]) => name.startsWith(TOP_LAYER) || used.test(name)));
}

/** pad_doc gets no gradient where short histories are masked. */
function clickTop(params: ReadonlyMap<string, tf.Variable>, model: ModelSettings): Map<string, tf.Variable> {
  const trainable = topOf(params, HEADS);
  if (model.historyPadding === 'masked') trainable.delete('user.pad_doc');
  return trainable;
}

function prepareFineTune(model: ModelSettings): Prepared {
  const params = tinyRecommender(1);
  const settings = { ...optimiser, ...rates, ...selection };
  const trainable = clickTop(params, model);
  const method = fineTune({ params, trainable, encoder: encoderOf(params, titles, model), batches: clickBatches(model), model, settings }); // prettier-ignore
  return { method, owned: [...params.values()] };
}

function preparePostTrain(): Prepared {
  const params = tinyRecommender(2);
  const text = { maxTitleTokens: 7, maxBodyTokens: 10, copies: 1, copyEvery: 1, negatives: 2 };
  const settings = { ...optimiser, ...rates, ...text };
  const method = postTrain({ trainable: topOf(params, /^news\./), encoders: encodersOf(params), batches: pairBatches(), settings }); // prettier-ignore
  return { method, owned: [...params.values()] };
}

function prepareStageOne(): Prepared {
  const params = tinyRecommender(3, transformShapes('W', TEACHERS, TINY_SIZES.newsDim));
  const teachers = [0, 1].map((i) => ({ titles: tableOf(2 * i), bodies: tableOf(2 * i + 1) }));
  const settings = { ...optimiser, ...rates, ...terms };
  const method = stageOne({ trainable: topOf(params, /^(news|W)\./), encoders: encodersOf(params), teachers, batches: pairBatches(), settings }); // prettier-ignore
  return { method, owned: [...params.values()] };
}

function prepareStageTwo(model: ModelSettings, sharedTransform: boolean): Prepared {
  const transforms = transformShapes('W_n', TEACHERS, TINY_SIZES.newsDim);
  if (!sharedTransform)
    for (const [name, shape] of transformShapes('W_u', TEACHERS, TINY_SIZES.newsDim))
      transforms.set(name, shape);
  const params = tinyRecommender(4, transforms);
  const users = [5, 6].map((seed) => tinyRecommender(seed));
  const teachers = users.map((user, i) => ({ user, news: tableOf(10 + i) }));
  const settings = { ...optimiser, ...rates, ...terms, ...selection, sharedTransform };
  const trainable = clickTop(params, model);
  const method = stageTwo({ params, trainable, encoder: encoderOf(params, titles, model), teachers, batches: clickBatches(model), model, settings }); // prettier-ignore
  return { method, owned: [params, ...users].flatMap((all) => [...all.values()]) };
}

function prepareMlm(): Prepared {
  const trainable = tinyLanguageModel(7);
  const settings = {
    ...optimiser,
    learningRate: 1e-3,
    warmupSteps: 4,
    maxTokens: 10,
    maskRate: 0.3,
    dropout: 0.1,
  };
  const method = mlm({ params: trainable, trainable, config: TINY_PLM, texts: bodies, mask: MASK, firstRegular: FIRST_REGULAR, settings, seed: 1 }); // prettier-ignore
  return { method, owned: [...trainable.values()] };
}

const WEIGHT = `${TOP_LAYER}output.dense.weight`;
const CASES: { name: string; prepare: () => Prepared; check: [string, string]; terms?: string[] }[] = [
  { name: 'fineTune()', prepare: () => prepareFineTune(paper), check: [WEIGHT, 'user.pooling.att_fc1.weight'] },
  { name: 'fineTune() of preset repo', prepare: () => prepareFineTune(repo), check: ['news.dense.weight', 'user.pad_doc'] },
  { name: 'postTrain()', prepare: preparePostTrain, check: [WEIGHT, 'news.dense.weight'] },
  { name: 'stageOne()', prepare: prepareStageOne, check: [WEIGHT, 'W.1.weight'], terms: ['distill', 'emb', 'target'] },
  { name: 'stageTwo()', prepare: () => prepareStageTwo(paper, false), check: [WEIGHT, 'W_u.0.weight'], terms: ['distill', 'emb', 'target'] },
  { name: 'stageTwo() of preset repo', prepare: () => prepareStageTwo(repo, true), check: ['user.pad_doc', 'W_n.0.weight'], terms: ['distill', 'emb', 'target'] },
  { name: 'mlm()', prepare: prepareMlm, check: [WEIGHT, 'plm.embeddings.word_embeddings.weight'] },
]; // prettier-ignore

const lossOf = (method: TrainingMethod, step: number) =>
  tf.tidy(() => method.loss(step).total.dataSync()[0]!);

/** Length of a gradient, and the slope of the loss along it by central differences. */
function slopes(method: TrainingMethod, name: string): { analytic: number; numeric: number } {
  const variable = method.trainable.get(name)!;
  const gradient = tf.tidy(
    () =>
      tf
        .variableGrads(() => method.loss(0).total, [variable])
        .grads[variable.name]!.dataSync() as Float32Array,
  );
  const analytic = Math.hypot(...gradient);
  const values = Float32Array.from(variable.dataSync());
  // Moves the loss by about 1e-2: far above float32's rounding, far below where curvature shows.
  const distance = Math.min(0.02, 0.01 / analytic);
  const lossAt = (sign: number) => {
    const moved = values.map((x, i) => x + (sign * distance * gradient[i]!) / analytic);
    tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
    return lossOf(method, 0);
  };
  const numeric = (lossAt(1) - lossAt(-1)) / (2 * distance);
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  return { analytic, numeric };
}

onEveryBackend((backend) => {
  for (const { name, prepare, check, terms: expectedTerms = [] } of CASES) {
    it(`${name} has a finite loss in every step, of the terms that its settings weigh`, () => {
      const { method, owned } = prepare();
      for (let step = 0; step < method.totalSteps; step++) expect(lossOf(method, step)).toBeGreaterThan(0);
      tf.tidy(() => {
        const loss = method.loss(0);
        expect(Object.keys(loss.terms)).toEqual(expectedTerms);
        const value = (term: string) => loss.terms[term]!.dataSync()[0]!;
        if (expectedTerms.length > 0)
          expect(value('distill') + 0.7 * value('emb') + 0.5 * value('target')).toBeCloseTo(loss.total.dataSync()[0]!, 5); // prettier-ignore
      });
      tf.dispose(owned);
    });

    it.skipIf(backend === 'tensorflow')(`${name} has the gradient that its loss has`, () => {
      const { method, owned } = prepare();
      for (const parameter of check) {
        const { analytic, numeric } = slopes(method, parameter);
        expect(analytic, parameter).toBeGreaterThan(1e-3);
        expect(Math.abs(numeric / analytic - 1), `${parameter}: ${numeric}, ${analytic}`).toBeLessThan(2e-3);
      }
      tf.dispose(owned);
    });

    it(`${name} gives every trainable parameter a gradient and leaves no tensor behind`, () => {
      const { method, owned } = prepare();
      const take = () => {
        const { value, grads } = tf.variableGrads(() => method.loss(0).total, [...method.trainable.values()]);
        const without = [...method.trainable].filter(([, { name: own }]) => !grads[own]).map(([own]) => own);
        tf.dispose([value, ...Object.values(grads)]);
        expect(without).toEqual([]);
      };
      expect(tensorsLeft(take)).toBe(0);
      tf.dispose(owned);
    });
  }
});

it('groups of a method name every trainable parameter once', async () => {
  await tf.setBackend('cpu');
  for (const { prepare } of CASES) {
    const { method, owned } = prepare();
    const named = method.groups.flatMap(({ names }) => [...names]);
    expect(named.sort()).toEqual([...method.trainable.keys()].sort());
    tf.dispose(owned);
  }
});
