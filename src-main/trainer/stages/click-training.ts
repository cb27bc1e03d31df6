/** What every training on clicks shares: recommenders that train, are validated in between, and written at the end. */
import type * as tf from '@tensorflow/tfjs-core';
import { openDataset, type Dataset } from '#data/dataset/dataset.ts';
import { readTokens } from '#data/dataset/tokens.ts';
import { ClickBatches, listClicks } from '#ml/data/clicks.ts';
import type { Texts } from '#ml/data/texts.ts';
import type { TrainingMethod } from '#ml/methods/method.ts';
import type { Params } from '#ml/model/params.ts';
import { DEFAULT_CACHE_BYTES, TextEncoder } from '#ml/model/text-encoder.ts';
import {
  type FineTuningSettings,
  type InputSettings,
  type ModelSettings,
  trainsEmbeddingsOnClicks,
} from '#shared/config/settings.ts';
import { AppError } from '#shared/errors.ts';
import { train } from '../loop/train.ts';
import {
  frozenLayers,
  loadModel,
  type Model,
  MODEL_FILE,
  type ModelSource,
  recommenderSize,
  saveConfig,
  trainableNames,
} from '../model/model-files.ts';
import { titlesOf } from '../model/texts.ts';
import type { StageContext } from './stage.ts';
import { openValidation, type TrainedRecommender, validateInBetween, writeKept } from './validation.ts';

export type ClickSettings = Pick<
  FineTuningSettings,
  'batchSize' | 'dropout' | 'trainableLayers' | 'validateEvery' | 'validationImpressions' | 'selection'
>;

/** What is trained on, whatever trains. */
export interface ClickTask {
  /** For errors and progress. */
  title: string;
  model: ModelSettings;
  input: InputSettings;
  settings: ClickSettings;
}

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

export interface ClickStage extends ClickTask {
  layers: number;
  /** Weights on top of the base PLM; undefined: none. */
  file: string | undefined;
  method: (parts: ClickParts) => TrainingMethod;
}

export interface ClickData {
  dataset: Dataset;
  titles: Texts;
  batches: ClickBatches;
  samples: number;
  /** Impressions without a clicked or an unclicked news. */
  skipped: number;
}

/** @throws AppError where the dataset has no clicks to train on */
export async function openClicks(task: ClickTask, context: StageContext): Promise<ClickData> {
  const titles = titlesOf(await readTokens(context.input('tokens')), task.input.maxTitleTokens);
  const dataset = await openDataset(context.input('dataset'));
  const split = await dataset.split('train');
  if (!split) throw AppError.of('bad-input', 'error.stage.noTrain', { dir: dataset.dir });
  const clicks = listClicks(split);
  const samples = clicks.impression.length;
  if (samples === 0) throw AppError.of('bad-input', 'error.stage.noClicks', { dir: dataset.dir });
  if (clicks.skipped > 0)
    context.reporter.log(
      `${clicks.skipped} training impressions have no clicked or no unclicked news and were left out.`,
    );
  const batches = new ClickBatches(split, clicks, {
    batchSize: task.settings.batchSize,
    negatives: task.input.negatives,
    maxHistory: task.input.maxHistory,
    fullHistory: task.model.historyPadding === 'learned',
    seed: context.seed,
  });
  return { dataset, titles, batches, samples, skipped: clicks.skipped };
}

/** A recommender that trains as the settings say; `weights` names its PLM, layers and start. */
export async function openRecommender(
  weights: Pick<ModelSource, 'plmDir' | 'layers' | 'file'>,
  { model: sizes, settings }: ClickTask,
  titles: Texts,
  seed: number,
  cacheBytes = DEFAULT_CACHE_BYTES,
): Promise<Omit<ClickParts, 'titles' | 'batches'>> {
  const model = await loadModel({ ...weights, model: sizes, seed });
  const heads = sizes.historyPadding === 'learned' ? ['news.', 'user.'] : ['news.', 'user.pooling.'];
  const names = trainableNames(model, settings.trainableLayers, heads, trainsEmbeddingsOnClicks(sizes));
  const trainable = model.train(names);
  const encoder = new TextEncoder({
    params: model.params,
    config: model.config,
    texts: titles,
    frozenLayers: frozenLayers(model.config, settings.trainableLayers),
    pooling: sizes.tokenPooling,
    frozenEmbeddings: !trainsEmbeddingsOnClicks(sizes),
    dropout: { rate: settings.dropout, seed },
    cacheBytes,
  });
  return { model, params: model.params, trainable, encoder };
}

/** Trains to the end and writes the recommenders' weights, which stay in memory. @returns the stage's summary */
export async function trainRecommenders(
  task: ClickTask,
  { dataset, titles, samples, skipped }: ClickData,
  recommenders: readonly TrainedRecommender[],
  method: TrainingMethod,
  context: StageContext,
) {
  const validation = {
    recommenders,
    titles,
    newsDim: task.model.newsDim,
    maxHistory: task.input.maxHistory,
    settings: task.settings,
    impressions: await openValidation(dataset, task.settings),
    totalSteps: method.totalSteps,
    validFrom: method.validFrom ?? 0,
  };
  const result = await train(method, {
    ...context,
    title: task.title,
    onStart: context.started,
    afterStep: validateInBetween(validation, context),
  });
  const selection = await writeKept(validation, context);
  return { ...result, samples, skipped, selection };
}

/** Trains one recommender to the end and writes the artifact. @returns the stage's summary */
export async function trainOnClicks(stage: ClickStage, context: StageContext) {
  const data = await openClicks(stage, context);
  const weights = {
    plmDir: context.input('plm'),
    layers: stage.layers,
    ...(stage.file && { file: stage.file }),
  };
  const parts = await openRecommender(weights, stage, data.titles, context.seed);
  const { model, encoder } = parts;
  const method = stage.method({ ...parts, titles: data.titles, batches: data.batches });
  const recommenders = [{ model, encoder, file: MODEL_FILE }];
  const summary = await trainRecommenders(stage, data, recommenders, method, context);
  await saveConfig(context.outDir, model.config);
  model.dispose();
  return { ...summary, parameters: recommenderSize(model.config, stage.model) };
}
