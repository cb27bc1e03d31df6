/** What fine-tuning and Stage II share: the training clicks, validation in between, and the choice of weights to keep. */
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { openDataset, type Dataset } from '#data/dataset/dataset.ts';
import type { TokenStore } from '#data/dataset/tokens.ts';
import { ClickBatches, listClicks } from '#ml/data/clicks.ts';
import { DEFAULT_CACHE_BYTES, TextEncoder } from '#ml/model/text-encoder.ts';
import type { FineTuningSettings, InputSettings, ModelSettings } from '#shared/config/settings.ts';
import { AppError } from '#shared/errors.ts';
import type { CheckpointState } from '../loop/checkpoint.ts';
import { frozenLayers, type Model, saveModel } from '../model/model-files.ts';
import { titlesOf } from '../model/texts.ts';
import { type Impressions, newsOf, rankImpressions } from '../model/rank.ts';
import { encodeAll } from '../model/encode-all.ts';
import type { StageContext } from './stage.ts';

/** Parts of a recommender that its artifact holds. */
export const RECOMMENDER_PARTS = ['plm.', 'news.', 'user.'];
export const MODEL_FILE = 'model.safetensors';

type ClickSettings = Pick<
  FineTuningSettings,
  'batchSize' | 'dropout' | 'trainableLayers' | 'validateEvery' | 'validationImpressions' | 'selection'
>;

export interface ClickTraining {
  dataset: Dataset;
  batches: ClickBatches;
  skipped: number;
  samples: number;
}

/** @throws AppError where the dataset has no clicks to train on */
export async function openClickTraining(
  context: StageContext,
  settings: ClickSettings,
  input: InputSettings,
  model: ModelSettings,
): Promise<ClickTraining> {
  const dataset = await openDataset(context.input('dataset'));
  const split = await dataset.split('train');
  if (!split) throw new AppError('bad-input', `The dataset in ${dataset.dir} has no train split.`);
  const clicks = listClicks(split);
  if (clicks.impression.length === 0)
    throw new AppError(
      'bad-input',
      `The train split in ${dataset.dir} has no impression with both clicked and unclicked news.`,
    );
  if (clicks.skipped > 0)
    context.reporter.log(
      `${clicks.skipped} training impressions have no clicked or no unclicked news and were left out.`,
    );
  const batches = new ClickBatches(split, clicks, {
    batchSize: settings.batchSize,
    negatives: input.negatives,
    maxHistory: input.maxHistory,
    fullHistory: model.historyPadding === 'learned',
    seed: context.seed,
  });
  return { dataset, batches, skipped: clicks.skipped, samples: clicks.impression.length };
}

/** The encoder that trains. */
export function trainingEncoder(
  model: Model,
  tokens: TokenStore,
  settings: ClickSettings,
  sizes: ModelSettings,
  input: InputSettings,
  seed: number,
): TextEncoder {
  return new TextEncoder({
    params: model.params,
    config: model.config,
    texts: titlesOf(tokens, input.maxTitleTokens),
    frozenLayers: frozenLayers(model.config, settings.trainableLayers),
    pooling: sizes.tokenPooling,
    frozenEmbeddings: !sizes.trainEmbeddings,
    dropout: { rate: settings.dropout, seed },
    cacheBytes: DEFAULT_CACHE_BYTES,
  });
}

const BEST_FILE = 'best.safetensors';

export interface Validation {
  model: Model;
  encoder: TextEncoder;
  tokens: TokenStore;
  sizes: ModelSettings;
  input: InputSettings;
  settings: ClickSettings;
  /** Undefined where the dataset has no labelled dev split. */
  impressions: Impressions | undefined;
  totalSteps: number;
}

/** The dev impressions that checks look at: the first ones, all for 0. */
export async function openValidation(
  dataset: Dataset,
  settings: ClickSettings,
): Promise<Impressions | undefined> {
  const split = await dataset.split('dev');
  if (!split?.labelled) return undefined;
  const limit = settings.validationImpressions || split.impressions;
  return { ...split, impressions: Math.min(limit, split.impressions) };
}

/** Measures on the dev split every so many steps and at the end; keeps the best weights where asked to. */
export function validateInBetween(v: Validation, context: StageContext) {
  return async (done: number, state: CheckpointState): Promise<void> => {
    const last = done === v.totalSteps;
    const due = v.settings.validateEvery > 0 && done % v.settings.validateEvery === 0;
    if (!v.impressions || !(due || last)) return;
    const news = newsOf(v.impressions, v.input.maxHistory);
    const texts = titlesOf(v.tokens, v.input.maxTitleTokens);
    const vectors = await encodeAll(v.encoder, texts, news, v.sizes.newsDim, () => Promise.resolve());
    const table = {
      values: vectors,
      dim: v.sizes.newsDim,
      slotOf: new Map(Array.from(news, (item, slot) => [item, slot])),
    };
    const { summary } = await rankImpressions(
      v.model.params,
      v.impressions,
      table,
      v.input.maxHistory,
      'both-classes',
    );
    context.reporter.points(done, {
      'dev/auc': summary.auc,
      'dev/mrr': summary.mrr,
      'dev/ndcg10': summary.ndcg10,
    });
    if (v.settings.selection !== 'best-validation' || (state.best !== null && summary.auc <= state.best))
      return;
    state.best = summary.auc;
    await saveModel(v.model, path.join(context.checkpointDir, BEST_FILE), RECOMMENDER_PARTS);
  };
}

/** Puts the chosen weights into the artifact. @returns the rule that chose them, for the record */
export async function writeKept(
  context: StageContext,
  selection: ClickSettings['selection'],
  saveLast: () => Promise<void>,
): Promise<ClickSettings['selection']> {
  const best = path.join(context.checkpointDir, BEST_FILE);
  if (selection === 'best-validation' && existsSync(best)) {
    await copyFile(best, path.join(context.outDir, MODEL_FILE));
    return 'best-validation';
  }
  await saveLast();
  return 'last';
}
