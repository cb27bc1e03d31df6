/** Validation on the dev split during trainings on clicks, and the choice of the weights to keep. */
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '#data/dataset/dataset.ts';
import type { Texts } from '#ml/data/texts.ts';
import type { TextEncoder } from '#ml/model/text-encoder.ts';
import type { FineTuningSettings } from '#shared/config/settings.ts';
import type { CheckpointState } from '../loop/checkpoint.ts';
import { encodeAll } from '../model/encode-all.ts';
import { type Model, RECOMMENDER_PARTS, saveModel } from '../model/model-files.ts';
import { type Impressions, newsOf, rankImpressions } from '../model/rank.ts';
import type { StageContext } from './stage.ts';

type ValidationSettings = Pick<FineTuningSettings, 'validateEvery' | 'validationImpressions' | 'selection'>;

const bestFile = (file: string) => `best-${file}`;

/** One of the recommenders that a stage trains and hands on. */
export interface TrainedRecommender {
  model: Model;
  encoder: TextEncoder;
  /** Its weights in the artifact. */
  file: string;
  /** Ends the names of its curves, where there are several: `dev/auc/teacher-1`. */
  name?: string;
}

export interface Validation {
  recommenders: readonly TrainedRecommender[];
  titles: Texts;
  newsDim: number;
  maxHistory: number;
  settings: ValidationSettings;
  /** Undefined where the dataset has no labelled dev split. */
  impressions: Impressions | undefined;
  totalSteps: number;
  /** Steps before the first check, see TrainingMethod. */
  validFrom: number;
}

/** The dev impressions that checks look at: the first ones, all for 0. */
export async function openValidation(
  dataset: Dataset,
  settings: ValidationSettings,
): Promise<Impressions | undefined> {
  const split = await dataset.split('dev');
  if (!split?.labelled) return undefined;
  const limit = settings.validationImpressions || split.impressions;
  return { ...split, impressions: Math.min(limit, split.impressions) };
}

/** AUC of one recommender on the dev split; its curves get a point each. */
async function measure(
  v: Validation,
  { model, encoder, name }: TrainedRecommender,
  impressions: Impressions,
  done: number,
  context: StageContext,
): Promise<number> {
  const news = newsOf(impressions, v.maxHistory);
  const vectors = await encodeAll(encoder, v.titles, news, v.newsDim, () => Promise.resolve());
  const table = {
    values: vectors,
    dim: v.newsDim,
    slotOf: new Map(Array.from(news, (item, slot) => [item, slot])),
  };
  const recommender = { params: model.params, news: table };
  const { summary } = await rankImpressions([recommender], impressions, v.maxHistory, 'both-classes');
  const curve = (metric: string) => `dev/${metric}${name === undefined ? '' : `/${name}`}`;
  context.reporter.points(done, {
    [curve('auc')]: summary.auc,
    [curve('mrr')]: summary.mrr,
    [curve('ndcg10')]: summary.ndcg10,
  });
  return summary.auc;
}

/**
 * Measures on the dev split every so many steps and at the end; keeps the best weights where asked to. Recommenders that
 * train together are kept together, by their mean AUC.
 */
export function validateInBetween(v: Validation, context: StageContext) {
  return async (done: number, state: CheckpointState): Promise<void> => {
    const last = done === v.totalSteps;
    const due = v.settings.validateEvery > 0 && done % v.settings.validateEvery === 0 && done > v.validFrom;
    if (!v.impressions || !(due || last)) return;
    let sum = 0;
    for (const one of v.recommenders) sum += await measure(v, one, v.impressions, done, context);
    const auc = sum / v.recommenders.length;
    if (v.settings.selection !== 'best-validation' || (state.best !== null && auc <= state.best)) return;
    state.best = auc;
    for (const { model, file } of v.recommenders)
      await saveModel(model, path.join(context.checkpointDir, bestFile(file)), RECOMMENDER_PARTS);
  };
}

/** Puts the chosen weights into the artifact. @returns the rule that chose them, for the record */
export async function writeKept(
  { recommenders, settings }: Validation,
  context: StageContext,
): Promise<ValidationSettings['selection']> {
  const bestOf = (file: string) => path.join(context.checkpointDir, bestFile(file));
  const best =
    settings.selection === 'best-validation' && recommenders.every(({ file }) => existsSync(bestOf(file)));
  for (const { model, file } of recommenders) {
    const target = path.join(context.outDir, file);
    if (best) await copyFile(bestOf(file), target);
    else await saveModel(model, target, RECOMMENDER_PARTS);
  }
  return best ? 'best-validation' : 'last';
}
