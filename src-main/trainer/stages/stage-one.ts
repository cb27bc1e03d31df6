/** Distillation, Stage I: title-body matching under M DP teachers. */
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { readTokens } from '#data/dataset/tokens.ts';
import { readTyped } from '#data/dataset/typed-file.ts';
import { listPairs, PairBatches } from '#ml/data/pairs.ts';
import { type PairTeacher, stageOne } from '#ml/methods/stage-one.ts';
import { startHeads, transformShapes } from '#ml/model/head-start.ts';
import { DEFAULT_CACHE_BYTES, TextEncoder } from '#ml/model/text-encoder.ts';
import { train } from '../loop/train.ts';
import {
  frozenLayers,
  loadModel,
  recommenderSize,
  saveConfig,
  saveModel,
  trainableNames,
} from '../model/model-files.ts';
import { bodiesOf, titlesOf } from '../model/texts.ts';
import { MODEL_FILE } from './click-training.ts';
import type { StageRunner } from './stage.ts';

export const runStageOne: StageRunner<'stage-one'> = async (config, context) => {
  const { stageOne: settings, postTraining, model: sizes } = config;
  const tokens = await readTokens(context.input('tokens'));
  const titles = titlesOf(tokens, postTraining.maxTitleTokens);
  const bodies = bodiesOf(tokens, postTraining.maxBodyTokens);
  const news = listPairs(titles, bodies);
  const batches = new PairBatches(news, {
    batchSize: settings.batchSize,
    negatives: postTraining.negatives,
    seed: context.seed,
  });
  const teachers: PairTeacher[] = [];
  for (let i = 1; i <= config.teachers; i++) {
    const dir = context.input(`teacher-${i}`);
    const table = async (file: string) => ({
      values: await readTyped(path.join(dir, file), 'f32'),
      dim: sizes.newsDim,
    });
    teachers.push({ titles: await table('titles.f32'), bodies: await table('bodies.f32') });
  }
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: config.layers,
    model: sizes,
    seed: context.seed,
  });
  const trainable = model.train(
    trainableNames(model, settings.trainableLayers, ['news.'], sizes.trainEmbeddings),
  );
  for (const [name, { shape, data }] of startHeads(
    transformShapes('W', config.teachers, sizes.newsDim),
    context.seed,
  ))
    trainable.set(name, tf.variable(tf.tensor(data, shape)));
  const shared = {
    params: model.params,
    config: model.config,
    frozenLayers: frozenLayers(model.config, settings.trainableLayers),
    pooling: sizes.tokenPooling,
    frozenEmbeddings: !sizes.trainEmbeddings,
    dropout: { rate: settings.dropout, seed: context.seed },
    cacheBytes: DEFAULT_CACHE_BYTES / 2,
  };
  const encoders = {
    titles: new TextEncoder({ ...shared, texts: titles }),
    bodies: new TextEncoder({ ...shared, texts: bodies }),
  };
  const method = stageOne({ trainable, encoders, teachers, batches, settings });
  const result = await train(method, { ...context, title: 'Stage I', onStart: context.started });
  await saveModel(model, path.join(context.outDir, MODEL_FILE), ['plm.', 'news.']);
  await saveConfig(context.outDir, model.config);
  for (const [name, value] of trainable) if (name.startsWith('W.')) value.dispose();
  model.dispose();
  return {
    ...result,
    parameters: recommenderSize(model.config, sizes),
    teachers: config.teachers,
    news: news.length,
  };
};
