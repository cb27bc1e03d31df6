/** What every plan starts from, and the stages that end every plan. */
import type { BasePlm } from '#shared/config/base-plm.ts';
import type { Settings } from '#shared/config/settings.ts';
import type { BackendChoice } from '#shared/trainer-protocol/messages.ts';
import type { AddStage } from '../stage-node.ts';

export interface PlanContext {
  add: AddStage;
  /** Keys: the click data and its news as word pieces. */
  dataset: string;
  tokens: string;
  /** Keys of the news that post-training reads; those of the click data where no corpus is named. */
  corpus: string;
  corpusTokens: string;
  /** Key of the base PLM. */
  plm: string;
  /** Key of another PLM; `offset` tells those that the lab makes itself apart. */
  otherPlm: (plm: BasePlm, offset: number) => string;
  /** Of the row: preset, experiment's changes, row's changes. */
  settings: Settings;
  /** Of the repeat. */
  seed: number;
  /** Of the teachers; the first repeat's where repeats share teachers. */
  teacherSeed: number;
  /** Null where this row's model of this repeat is not to be timed. */
  efficiency: { backend: BackendChoice } | null;
}

/** A trained recommender as the stages after it name it. */
export interface TrainedModel {
  /** Key of the artifact. */
  model: string;
  layers: number;
  /** Key of the PLM it stands on; default: the experiment's. */
  plm?: string;
  /** Default `model.safetensors`. */
  modelFile?: string;
}

/** Embeds all titles with a trained recommender; gives the key. */
export function embedTitles(context: PlanContext, trained: TrainedModel, title: string): string {
  const { add, tokens, settings } = context;
  const { model, layers, plm = context.plm, modelFile = 'model.safetensors' } = trained;
  return add({
    config: {
      kind: 'embed',
      layers,
      modelFile,
      model: settings.model,
      maxTitleTokens: settings.input.maxTitleTokens,
      maxBodyTokens: 0,
    },
    inputs: { tokens, plm, model },
    title,
  });
}

/** The last stages of every row: news vectors, then the metrics of the model, or of several models' mean score. */
export function embedAndEvaluate(context: PlanContext, trained: readonly TrainedModel[]): void {
  const { add, dataset, settings } = context;
  const inputs: Record<string, string> = { dataset };
  trained.forEach((one, i) => {
    inputs[`model-${i + 1}`] = one.model;
    const title = trained.length === 1 ? 'Embed news' : `Embed news, teacher ${i + 1}`;
    inputs[`news-${i + 1}`] = embedTitles(context, one, title);
  });
  add({
    config: {
      kind: 'evaluate',
      models: trained.length,
      model: settings.model,
      // Only the length of the history matters here; a change of the others must not measure again.
      input: { ...settings.input, maxTitleTokens: 4, negatives: 1 },
      evaluation: settings.evaluation,
    },
    inputs,
    title: 'Evaluate',
  });
  if (context.efficiency) measureEfficiency(context, trained, inputs, context.efficiency.backend);
}

function measureEfficiency(
  { add, plm, tokens, settings }: PlanContext,
  trained: readonly TrainedModel[],
  measured: Readonly<Record<string, string>>,
  backend: BackendChoice,
): void {
  const { maxTitleTokens, maxHistory } = settings.input;
  const plms = trained.map((one, i) => [`plm-${i + 1}`, one.plm ?? plm]);
  add({
    config: {
      kind: 'efficiency',
      models: trained.map(({ layers, modelFile = 'model.safetensors' }) => ({ layers, modelFile })),
      model: settings.model,
      input: { maxTitleTokens, maxHistory },
      split: settings.evaluation.split,
      efficiency: settings.efficiency,
      backend,
    },
    inputs: { ...measured, tokens, ...(Object.fromEntries(plms) as Record<string, string>) },
    title: 'Measure efficiency',
  });
}

/** A PLM with fewer layers than the setting trains all it has; equal work then has an equal key. */
export function capTrainable<T extends { trainableLayers: number }>(settings: T, layers: number): T {
  return { ...settings, trainableLayers: Math.min(settings.trainableLayers, layers) };
}
