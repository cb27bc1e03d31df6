/** Domain-specific post-training, keeping a copy every T steps; the last M copies are the artifact. */
import { copyFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readTokens } from '#data/dataset/tokens.ts';
import { listPairs, PairBatches } from '#ml/data/pairs.ts';
import { postTrain } from '#ml/methods/post-train.ts';
import { DEFAULT_CACHE_BYTES, TextEncoder } from '#ml/model/text-encoder.ts';
import { AppError } from '#shared/errors.ts';
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
import type { StageRunner } from './stage.ts';

const copyFileName = (step: number) => `copy-at-${step}.safetensors`;

/** Steps at which the copies that become teachers are taken, ascending. */
export function copySteps(totalSteps: number, every: number, copies: number): number[] {
  const last = Math.floor(totalSteps / every);
  return Array.from(
    { length: Math.min(copies, last) },
    (_, i) => (last - Math.min(copies, last) + 1 + i) * every,
  );
}

export const runPostTrain: StageRunner<'post-train'> = async (config, context) => {
  const { postTraining: settings, model: sizes } = config;
  const tokens = await readTokens(context.input('tokens'));
  const titles = titlesOf(tokens, settings.maxTitleTokens);
  const bodies = bodiesOf(tokens, settings.maxBodyTokens);
  const news = listPairs(titles, bodies);
  if (news.length <= settings.negatives)
    throw new AppError(
      'bad-input',
      `Post-training needs more than ${settings.negatives} news with title and body; the dataset has ${news.length}.`,
    );
  const batches = new PairBatches(news, {
    batchSize: settings.batchSize,
    negatives: settings.negatives,
    seed: context.seed,
  });
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: config.layers,
    model: sizes,
    seed: context.seed,
  });
  const trainable = model.train(
    trainableNames(model, settings.trainableLayers, ['news.'], sizes.trainEmbeddings),
  );
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
  const method = postTrain({ trainable, encoders, batches, settings });
  const steps = copySteps(method.totalSteps, settings.copyEvery, settings.copies);
  if (steps.length < settings.copies)
    throw new AppError(
      'bad-input',
      `Post-training has ${method.totalSteps} steps; ${settings.copies} teacher copies, one every ${settings.copyEvery} steps, ` +
        `need ${settings.copies * settings.copyEvery}. Lower copyEvery or copies, or train for longer.`,
    );
  const result = await train(method, {
    ...context,
    title: 'Post-train',
    onStart: context.started,
    afterStep: async (done) => {
      if (!steps.includes(done)) return;
      await saveModel(model, path.join(context.checkpointDir, copyFileName(done)), ['plm.', 'news.']);
      context.reporter.log(`Kept a teacher copy at step ${done}.`);
    },
  });
  for (const [i, step] of steps.entries()) {
    await copyFile(
      path.join(context.checkpointDir, copyFileName(step)),
      path.join(context.outDir, `copy-${i + 1}.safetensors`),
    );
  }
  await saveConfig(context.outDir, model.config);
  model.dispose();
  for (const file of await readdir(context.checkpointDir))
    await rm(path.join(context.checkpointDir, file), { force: true });
  return { ...result, parameters: recommenderSize(model.config, sizes), copySteps: steps, news: news.length };
};
