/** Domain-specific post-training, keeping a copy every T steps; the last M copies are the artifact. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { postTrain } from '#ml/methods/post-train.ts';
import { AppError } from '#shared/errors.ts';
import { train } from '../loop/train.ts';
import { NEWS_ENCODER_PARTS, recommenderSize, saveConfig, saveModel } from '../model/model-files.ts';
import { openPairTraining } from './pair-training.ts';
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
  const { model, trainable, encoders, batches, newsCount } = await openPairTraining(
    { layers: config.layers, model: sizes, pairs: settings, settings },
    context,
  );
  const method = postTrain({ trainable, encoders, batches, settings });
  const steps = copySteps(method.totalSteps, settings.copyEvery, settings.copies);
  if (steps.length < settings.copies)
    throw AppError.of('bad-input', 'error.stage.fewSteps', {
      steps: method.totalSteps,
      copies: settings.copies,
      copyEvery: settings.copyEvery,
      needed: settings.copies * settings.copyEvery,
    });
  const result = await train(method, {
    ...context,
    title: 'Post-train',
    onStart: context.started,
    afterStep: async (done) => {
      if (!steps.includes(done)) return;
      await saveModel(model, path.join(context.checkpointDir, copyFileName(done)), NEWS_ENCODER_PARTS);
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
  return { ...result, parameters: recommenderSize(model.config, sizes), copySteps: steps, news: newsCount };
};
