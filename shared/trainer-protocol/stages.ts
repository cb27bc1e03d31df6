/**
 * What a stage is asked to do: its kind, resolved configuration and the artifacts it reads. A stage's key is a hash of
 * this (src-main/lab/graph/stage-key.ts), so only what changes the result belongs in here.
 */
import { z } from 'zod';
import { pretrainedPlmSchema } from '../config/experiment.ts';
import {
  evaluationSettings,
  fineTuningSettings,
  inputSettings,
  mlmSettings,
  modelSettings,
  postTrainingSettings,
  stageOneSettings,
  stageTwoSettings,
} from '../config/settings.ts';

/** Raised whenever a change alters the numbers a stage produces; part of every key. */
export const NUMERICS_VERSION = 1;

/** Files or folders of the user, read once. */
export const importDatasetConfig = z.strictObject({
  kind: z.literal('import-dataset'),
  source: z.string(),
});
export const importPlmConfig = z.strictObject({
  kind: z.literal('import-plm'),
  source: z.string(),
});
/** Titles and bodies as word pieces. Inputs: `dataset`, `plm` (its tokenizer). */
export const tokenizeConfig = z.strictObject({
  kind: z.literal('tokenize'),
});
/** Random weights, then MLM on the dataset's general text. Inputs: `dataset`. Output: a PLM artifact. */
export const pretrainConfig = z.strictObject({
  kind: z.literal('pretrain'),
  plm: pretrainedPlmSchema,
  mlm: mlmSettings,
});
/** DP. Inputs: `dataset`, `tokens`, `plm`. Output: `copy-1.safetensors` (oldest) ... `copy-M.safetensors` (last). */
export const postTrainConfig = z.strictObject({
  kind: z.literal('post-train'),
  layers: z.int(),
  model: modelSettings,
  postTraining: postTrainingSettings,
});
/** FT. Inputs: `dataset`, `tokens`, `plm` and optionally `init` (a post-train or stage-one artifact). */
export const fineTuneConfig = z.strictObject({
  kind: z.literal('fine-tune'),
  layers: z.int(),
  /** File of `init` to start from, e.g. `copy-2.safetensors`; null: from the PLM. */
  initFile: z.string().nullable(),
  model: modelSettings,
  input: inputSettings,
  fineTuning: fineTuningSettings,
});
/** All news through one news encoder. Inputs: `tokens`, `plm`, `model`. Output: `titles.f32`, with bodies `bodies.f32`. */
export const embedConfig = z.strictObject({
  kind: z.literal('embed'),
  layers: z.int(),
  modelFile: z.string(),
  model: modelSettings,
  maxTitleTokens: z.int(),
  /** 0: titles only. */
  maxBodyTokens: z.int(),
});
/** Stage I. Inputs: `dataset`, `tokens`, `plm`, `teacher-1` ... `teacher-M` (embed artifacts with bodies). */
export const stageOneConfig = z.strictObject({
  kind: z.literal('stage-one'),
  layers: z.int(),
  teachers: z.int(),
  model: modelSettings,
  postTraining: postTrainingSettings.pick({ negatives: true, maxTitleTokens: true, maxBodyTokens: true }),
  stageOne: stageOneSettings,
});
/**
 * Stage II. Inputs: `dataset`, `tokens`, `plm`, optionally `init` (stage-one), `teacher-i` (fine-tune artifact, for its
 * user encoder) and `teacher-i-news` (its embed artifact) for i = 1 ... M.
 */
export const stageTwoConfig = z.strictObject({
  kind: z.literal('stage-two'),
  layers: z.int(),
  teachers: z.int(),
  model: modelSettings,
  input: inputSettings,
  stageTwo: stageTwoSettings,
});
/** Inputs: `dataset`, `model` (fine-tune or stage-two artifact), `news` (its embed artifact). */
export const evaluateConfig = z.strictObject({
  kind: z.literal('evaluate'),
  model: modelSettings,
  input: inputSettings,
  evaluation: evaluationSettings,
});

export const stageConfigSchema = z.discriminatedUnion('kind', [
  importDatasetConfig,
  importPlmConfig,
  tokenizeConfig,
  pretrainConfig,
  postTrainConfig,
  fineTuneConfig,
  embedConfig,
  stageOneConfig,
  stageTwoConfig,
  evaluateConfig,
]);
export type StageConfig = z.infer<typeof stageConfigSchema>;
export type StageKind = StageConfig['kind'];
export type StageConfigOf<K extends StageKind> = Extract<StageConfig, { kind: K }>;

/** Words for the window and the log. */
export const STAGE_TITLES: Readonly<Record<StageKind, string>> = {
  'import-dataset': 'Import dataset',
  'import-plm': 'Import PLM',
  tokenize: 'Tokenise',
  pretrain: 'Pre-train PLM (MLM)',
  'post-train': 'Post-train (DP)',
  'fine-tune': 'Fine-tune',
  embed: 'Embed news',
  'stage-one': 'Distil, Stage I',
  'stage-two': 'Distil, Stage II',
  evaluate: 'Evaluate',
};
