/** What every plan starts from, and the stages that end every plan. */
import type { Settings } from '#shared/config/settings.ts';
import type { AddStage } from '../stage-node.ts';

export interface PlanContext {
  add: AddStage;
  /** Keys. */
  dataset: string;
  plm: string;
  tokens: string;
  /** Of the row: preset, experiment's changes, row's changes. */
  settings: Settings;
  /** Of the repeat. */
  seed: number;
  /** Of the teachers; the first repeat's where repeats share teachers. */
  teacherSeed: number;
}

/** Embeds all titles with a trained recommender; gives the key. */
export function embedTitles(context: PlanContext, layers: number, model: string, title: string): string {
  const { add, tokens, plm, settings } = context;
  return add({
    config: {
      kind: 'embed',
      layers,
      modelFile: 'model.safetensors',
      model: settings.model,
      maxTitleTokens: settings.input.maxTitleTokens,
      maxBodyTokens: 0,
    },
    inputs: { tokens, plm, model },
    title,
  });
}

/** The last two stages of every row: news vectors, then the metrics. */
export function embedAndEvaluate(context: PlanContext, layers: number, model: string): void {
  const { add, dataset, settings } = context;
  const news = embedTitles(context, layers, model, 'Embed news');
  add({
    config: {
      kind: 'evaluate',
      model: settings.model,
      // Only the length of the history matters here; a change of the others must not measure again.
      input: { ...settings.input, maxTitleTokens: 4, negatives: 1 },
      evaluation: settings.evaluation,
    },
    inputs: { dataset, model, news },
    title: 'Evaluate',
  });
}

/** A PLM with fewer layers than the setting trains all it has; equal work then has an equal key. */
export function capTrainable<T extends { trainableLayers: number }>(settings: T, layers: number): T {
  return { ...settings, trainableLayers: Math.min(settings.trainableLayers, layers) };
}
