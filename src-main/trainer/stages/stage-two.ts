/** Distillation, Stage II: recommendation under M fine-tuned teachers. */
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { readTokens } from '#data/dataset/tokens.ts';
import { readTyped } from '#data/dataset/typed-file.ts';
import { type ClickTeacher, stageTwo } from '#ml/methods/stage-two.ts';
import { startHeads, transformShapes } from '#ml/model/head-start.ts';
import { train } from '../loop/train.ts';
import {
  loadModel,
  readUserEncoder,
  recommenderSize,
  saveConfig,
  saveModel,
  trainableNames,
} from '../model/model-files.ts';
import {
  MODEL_FILE,
  openClickTraining,
  openValidation,
  RECOMMENDER_PARTS,
  trainingEncoder,
  validateInBetween,
  writeKept,
} from './click-training.ts';
import type { StageContext, StageRunner } from './stage.ts';

async function readTeacher(context: StageContext, i: number, dim: number): Promise<ClickTeacher> {
  const values = await readTyped(path.join(context.input(`teacher-${i}-news`), 'titles.f32'), 'f32');
  const user = await readUserEncoder(path.join(context.input(`teacher-${i}`), MODEL_FILE));
  return { user, news: { values, dim } };
}

export const runStageTwo: StageRunner<'stage-two'> = async (config, context) => {
  const { stageTwo: settings, input, model: sizes } = config;
  const tokens = await readTokens(context.input('tokens'));
  const clicks = await openClickTraining(context, settings, input, sizes);
  const teachers: ClickTeacher[] = [];
  for (let i = 1; i <= config.teachers; i++) teachers.push(await readTeacher(context, i, sizes.newsDim));
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: config.layers,
    model: sizes,
    seed: context.seed,
    file: context.hasInput('init') ? path.join(context.input('init'), MODEL_FILE) : undefined,
  });
  const heads = sizes.historyPadding === 'learned' ? ['news.', 'user.'] : ['news.', 'user.pooling.'];
  const trainable = model.train(
    trainableNames(model, settings.trainableLayers, heads, sizes.trainEmbeddings),
  );
  const maps = transformShapes('W_n', config.teachers, sizes.newsDim);
  if (!settings.sharedTransform)
    for (const [name, shape] of transformShapes('W_u', config.teachers, sizes.newsDim)) maps.set(name, shape);
  for (const [name, { shape, data }] of startHeads(maps, context.seed))
    trainable.set(name, tf.variable(tf.tensor(data, shape)));
  const encoder = trainingEncoder(model, tokens, settings, sizes, input, context.seed);
  const method = stageTwo({
    params: model.params,
    trainable,
    encoder,
    teachers,
    batches: clicks.batches,
    model: sizes,
    settings,
  });
  const impressions = await openValidation(clicks.dataset, settings);
  const validation = {
    model,
    encoder,
    tokens,
    sizes,
    input,
    settings,
    impressions,
    totalSteps: method.totalSteps,
  };
  const result = await train(method, {
    ...context,
    title: 'Stage II',
    onStart: context.started,
    afterStep: validateInBetween(validation, context),
  });
  const selection = await writeKept(context, settings.selection, () =>
    saveModel(model, path.join(context.outDir, MODEL_FILE), RECOMMENDER_PARTS),
  );
  await saveConfig(context.outDir, model.config);
  for (const [name, value] of trainable) if (name.startsWith('W_')) value.dispose();
  for (const teacher of teachers) for (const value of teacher.user.values()) value.dispose();
  model.dispose();
  return {
    ...result,
    parameters: recommenderSize(model.config, sizes),
    samples: clicks.samples,
    skipped: clicks.skipped,
    teachers: config.teachers,
    selection,
  };
};
