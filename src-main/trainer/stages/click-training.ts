/** What fine-tuning and Stage II share: a recommender trained on clicks, validated in between, written at the end. */
import type * as tf from '@tensorflow/tfjs-core';
import { openDataset, type Dataset } from '#data/dataset/dataset.ts';
import { readTokens } from '#data/dataset/tokens.ts';
import { ClickBatches, listClicks } from '#ml/data/clicks.ts';
import type { Texts } from '#ml/data/texts.ts';
import type { TrainingMethod } from '#ml/methods/method.ts';
import type { Params } from '#ml/model/params.ts';
import { DEFAULT_CACHE_BYTES, TextEncoder } from '#ml/model/text-encoder.ts';
import type { FineTuningSettings, InputSettings, ModelSettings } from '#shared/config/settings.ts';
import { AppError } from '#shared/errors.ts';
import { train } from '../loop/train.ts';
import {
  frozenLayers,
  loadModel,
  type Model,
  recommenderSize,
  saveConfig,
  trainableNames,
} from '../model/model-files.ts';
import { titlesOf } from '../model/texts.ts';
import type { StageContext } from './stage.ts';
import { openValidation, type Validation, validateInBetween, writeKept } from './validation.ts';

export type ClickSettings = Pick<
  FineTuningSettings,
  'batchSize' | 'dropout' | 'trainableLayers' | 'validateEvery' | 'validationImpressions' | 'selection'
>;

/** What a method is made of. */
export interface ClickParts {
  model: Model;
  params: Params;
  /** The method may add parameters of its own. */
  trainable: Map<string, tf.Variable>;
  encoder: TextEncoder;
  /** The texts that `encoder` reads. */
  titles: Texts;
  batches: ClickBatches;
}

export interface ClickStage {
  /** For errors and progress. */
  title: string;
  layers: number;
  /** Weights on top of the base PLM; undefined: none. */
  file: string | undefined;
  model: ModelSettings;
  input: InputSettings;
  settings: ClickSettings;
  method: (parts: ClickParts) => TrainingMethod;
}

/** @throws AppError where the dataset has no clicks to train on */
async function openClicks(dataset: Dataset, stage: ClickStage, context: StageContext) {
  const split = await dataset.split('train');
  if (!split) throw new AppError('bad-input', `The dataset in ${dataset.dir} has no train split.`);
  const clicks = listClicks(split);
  const samples = clicks.impression.length;
  if (samples === 0)
    throw new AppError(
      'bad-input',
      `The train split in ${dataset.dir} has no impression with both clicked and unclicked news.`,
    );
  if (clicks.skipped > 0)
    context.reporter.log(
      `${clicks.skipped} training impressions have no clicked or no unclicked news and were left out.`,
    );
  const batches = new ClickBatches(split, clicks, {
    batchSize: stage.settings.batchSize,
    negatives: stage.input.negatives,
    maxHistory: stage.input.maxHistory,
    fullHistory: stage.model.historyPadding === 'learned',
    seed: context.seed,
  });
  return { batches, samples, skipped: clicks.skipped };
}

/** Trains to the end and writes the artifact. @returns the stage's summary */
export async function trainOnClicks(stage: ClickStage, context: StageContext) {
  const { settings, input, model: sizes } = stage;
  const titles = titlesOf(await readTokens(context.input('tokens')), input.maxTitleTokens);
  const dataset = await openDataset(context.input('dataset'));
  const { batches, samples, skipped } = await openClicks(dataset, stage, context);
  const model = await loadModel({
    plmDir: context.input('plm'),
    layers: stage.layers,
    model: sizes,
    seed: context.seed,
    file: stage.file,
  });
  const heads = sizes.historyPadding === 'learned' ? ['news.', 'user.'] : ['news.', 'user.pooling.'];
  const names = trainableNames(model, settings.trainableLayers, heads, sizes.trainEmbeddings);
  const trainable = model.train(names);
  const encoder = new TextEncoder({
    params: model.params,
    config: model.config,
    texts: titles,
    frozenLayers: frozenLayers(model.config, settings.trainableLayers),
    pooling: sizes.tokenPooling,
    frozenEmbeddings: !sizes.trainEmbeddings,
    dropout: { rate: settings.dropout, seed: context.seed },
    cacheBytes: DEFAULT_CACHE_BYTES,
  });
  const method = stage.method({ model, params: model.params, trainable, encoder, titles, batches });
  const validation: Validation = {
    model,
    encoder,
    titles,
    newsDim: sizes.newsDim,
    maxHistory: input.maxHistory,
    settings,
    impressions: await openValidation(dataset, settings),
    totalSteps: method.totalSteps,
    validFrom: method.validFrom ?? 0,
  };
  const result = await train(method, {
    ...context,
    title: stage.title,
    onStart: context.started,
    afterStep: validateInBetween(validation, context),
  });
  const selection = await writeKept(validation, context);
  await saveConfig(context.outDir, model.config);
  model.dispose();
  return { ...result, parameters: recommenderSize(model.config, sizes), samples, skipped, selection };
}
