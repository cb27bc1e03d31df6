/** Validation on the dev split during fine-tuning and Stage II, and the choice of the weights to keep. */
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '#data/dataset/dataset.ts';
import type { Texts } from '#ml/data/texts.ts';
import type { TextEncoder } from '#ml/model/text-encoder.ts';
import type { FineTuningSettings } from '#shared/config/settings.ts';
import type { CheckpointState } from '../loop/checkpoint.ts';
import { encodeAll } from '../model/encode-all.ts';
import { type Model, MODEL_FILE, RECOMMENDER_PARTS, saveModel } from '../model/model-files.ts';
import { type Impressions, newsOf, rankImpressions } from '../model/rank.ts';
import type { StageContext } from './stage.ts';

type ValidationSettings = Pick<FineTuningSettings, 'validateEvery' | 'validationImpressions' | 'selection'>;

const BEST_FILE = 'best.safetensors';

export interface Validation {
  model: Model;
  encoder: TextEncoder;
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

/** Measures on the dev split every so many steps and at the end; keeps the best weights where asked to. */
export function validateInBetween(v: Validation, context: StageContext) {
  return async (done: number, state: CheckpointState): Promise<void> => {
    const last = done === v.totalSteps;
    const due = v.settings.validateEvery > 0 && done % v.settings.validateEvery === 0 && done > v.validFrom;
    if (!v.impressions || !(due || last)) return;
    const news = newsOf(v.impressions, v.maxHistory);
    const vectors = await encodeAll(v.encoder, v.titles, news, v.newsDim, () => Promise.resolve());
    const table = {
      values: vectors,
      dim: v.newsDim,
      slotOf: new Map(Array.from(news, (item, slot) => [item, slot])),
    };
    const { summary } = await rankImpressions(
      [{ params: v.model.params, news: table }],
      v.impressions,
      v.maxHistory,
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
  { model, settings }: Validation,
  context: StageContext,
): Promise<ValidationSettings['selection']> {
  const file = path.join(context.outDir, MODEL_FILE);
  const best = path.join(context.checkpointDir, BEST_FILE);
  if (settings.selection === 'best-validation' && existsSync(best)) {
    await copyFile(best, file);
    return 'best-validation';
  }
  await saveModel(model, file, RECOMMENDER_PARTS);
  return 'last';
}
