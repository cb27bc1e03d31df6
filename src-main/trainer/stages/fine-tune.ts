/** Fine-tuning on clicks, from the PLM, a teacher copy, or the student of Stage I. */
import path from 'node:path';
import { readTokens } from '#data/dataset/tokens.ts';
import { fineTune } from '#ml/methods/fine-tune.ts';
import { train } from '../loop/train.ts';
import { loadModel, recommenderSize, saveConfig, saveModel, trainableNames } from '../model/model-files.ts';
import {
  MODEL_FILE,
  openClickTraining,
  openValidation,
  RECOMMENDER_PARTS,
  trainingEncoder,
  validateInBetween,
  writeKept,
} from './click-training.ts';
import type { StageRunner } from './stage.ts';

export const runFineTune: StageRunner<'fine-tune'> = async (config, context) => {
  const { fineTuning: settings, input, model: sizes } = config;
  const tokens = await readTokens(context.input('tokens'));
  const clicks = await openClickTraining(context, settings, input, sizes);
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: config.layers,
    model: sizes,
    seed: context.seed,
    file: config.initFile === null ? undefined : path.join(context.input('init'), config.initFile),
  });
  const heads = sizes.historyPadding === 'learned' ? ['news.', 'user.'] : ['news.', 'user.pooling.'];
  const trainable = model.train(
    trainableNames(model, settings.trainableLayers, heads, sizes.trainEmbeddings),
  );
  const encoder = trainingEncoder(model, tokens, settings, sizes, input, context.seed);
  const method = fineTune({
    params: model.params,
    trainable,
    encoder,
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
    title: 'Fine-tune',
    onStart: context.started,
    afterStep: validateInBetween(validation, context),
  });
  const selection = await writeKept(context, settings.selection, () =>
    saveModel(model, path.join(context.outDir, MODEL_FILE), RECOMMENDER_PARTS),
  );
  await saveConfig(context.outDir, model.config);
  model.dispose();
  return {
    ...result,
    parameters: recommenderSize(model.config, sizes),
    samples: clicks.samples,
    skipped: clicks.skipped,
    selection,
  };
};
