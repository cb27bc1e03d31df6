/** Distillation, Stage I: title-body matching under M DP teachers. */
import path from 'node:path';
import { readTyped } from '#data/dataset/typed-file.ts';
import { type PairTeacher, stageOne } from '#ml/methods/stage-one.ts';
import { transformShapes } from '#ml/model/head-start.ts';
import { train } from '../loop/train.ts';
import {
  MODEL_FILE,
  NEWS_ENCODER_PARTS,
  recommenderSize,
  saveConfig,
  saveModel,
} from '../model/model-files.ts';
import { openPairTraining } from './pair-training.ts';
import type { StageContext, StageRunner } from './stage.ts';

async function readTeacher(context: StageContext, i: number, dim: number): Promise<PairTeacher> {
  const read = async (file: string) => ({
    values: await readTyped(path.join(context.input(`teacher-${i}`), file), 'f32'),
    dim,
  });
  return { titles: await read('titles.f32'), bodies: await read('bodies.f32') };
}

export const runStageOne: StageRunner<'stage-one'> = async (config, context) => {
  const { stageOne: settings, postTraining: pairs, model: sizes, layers } = config;
  const teachers: PairTeacher[] = [];
  for (let i = 1; i <= config.teachers; i++) teachers.push(await readTeacher(context, i, sizes.newsDim));
  const { model, trainable, encoders, batches, newsCount } = await openPairTraining(
    { layers, model: sizes, pairs, settings },
    context,
  );
  const maps = transformShapes('W', teachers.length, sizes.newsDim);
  for (const [name, variable] of model.trainBeside(maps, context.seed)) trainable.set(name, variable);
  const method = stageOne({ trainable, encoders, teachers, batches, settings });
  const result = await train(method, { ...context, title: 'Stage I', onStart: context.started });
  await saveModel(model, path.join(context.outDir, MODEL_FILE), NEWS_ENCODER_PARTS);
  await saveConfig(context.outDir, model.config);
  model.dispose();
  return {
    ...result,
    parameters: recommenderSize(model.config, sizes),
    teachers: teachers.length,
    news: newsCount,
  };
};
