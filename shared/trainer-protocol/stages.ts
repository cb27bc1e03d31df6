/**
 * What a stage is asked to do: its kind, resolved configuration and the artifacts it reads. A stage's key is a hash of
 * this (src-main/lab/graph/stage-key.ts), so only what changes the result belongs in here.
 */
import { z } from 'zod';
import { pretrainedPlmSchema } from '../config/base-plm.ts';
import {
  domainMlmSettings,
  efficiencySettings,
  evaluationSettings,
  fineTuningSettings,
  inputSettings,
  mlmSettings,
  modelSettings,
  mtBertSettings,
  newsBertSettings,
  postTrainingSettings,
  stageOneSettings,
  stageTwoSettings,
  tinyBertSettings,
} from '../config/settings.ts';
import { dayRangeSchema } from '../config/subset.ts';

/** Raised whenever a change alters the numbers a stage produces; part of every key. */
export const NUMERICS_VERSION = 1;

/** Files or folders of the user, read once. */
export const importDatasetConfig = z.strictObject({
  kind: z.literal('import-dataset'),
  source: z.string(),
});
/** A part of an imported dataset, or the same with a validation split. Inputs: `dataset`. Output: a dataset artifact. */
export const deriveDatasetConfig = z.strictObject({
  kind: z.literal('derive-dataset'),
  /** Null: all. */
  users: z.int().min(1).nullable(),
  days: dayRangeSchema.nullable(),
  /** Null: the dev split stays as it is. */
  validationShare: z.number().gt(0).lt(1).nullable(),
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
/**
 * MLM on text of the domain: DAPT on bodies, TAPT on titles. Inputs: `tokens`, `plm`. Output: `model.safetensors` with
 * what differs from the PLM.
 */
export const adaptConfig = z.strictObject({
  kind: z.literal('adapt'),
  text: z.enum(['bodies', 'titles']),
  layers: z.int(),
  trainEmbeddings: z.boolean(),
  domainMlm: domainMlmSettings,
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
/**
 * TinyBERT (one teacher) and TinyBERT-MT. Inputs: `dataset`, `tokens`, `plm`, `teacher-i` (fine-tune artifact) and
 * `teacher-i-news` (its embed artifact, for the scores) for i = 1 ... M.
 */
export const tinyBertConfig = z.strictObject({
  kind: z.literal('tinybert'),
  layers: z.int(),
  teacherLayers: z.int(),
  teachers: z.int(),
  procedure: z.enum(['two-phase', 'one-phase']),
  model: modelSettings,
  input: inputSettings,
  tinyBert: tinyBertSettings,
});
/**
 * NewsBERT (one teacher) and NewsBERT-MT: teachers and student learn together. Inputs: `dataset`, `tokens`, `plm` and,
 * where the teachers start from DP, `teachers` (post-train artifact). Output: the student's `model.safetensors`.
 */
export const newsBertConfig = z.strictObject({
  kind: z.literal('newsbert'),
  layers: z.int(),
  teacherLayers: z.int(),
  /** File of `teachers` that each teacher starts from; null: from the PLM. */
  teacherFiles: z.array(z.string().nullable()).min(1),
  model: modelSettings,
  input: inputSettings,
  newsBert: newsBertSettings,
});
/**
 * MT-BERT's teachers, fine-tuned together with one pooling and prediction. Inputs: `dataset`, `tokens`, `plm-1` ...
 * `plm-M`. Output: `teacher-1.safetensors` ... `teacher-M.safetensors`, each a whole recommender on top of its PLM.
 */
export const mtBertTeachersConfig = z.strictObject({
  kind: z.literal('mt-bert-teachers'),
  layers: z.int(),
  teachers: z.int(),
  model: modelSettings,
  input: inputSettings,
  fineTuning: fineTuningSettings,
});
/**
 * The student of MT-BERT. Inputs: `dataset`, `tokens`, `plm`, `teachers` (mt-bert-teachers artifact), and for each
 * teacher `plm-i` and `teacher-i-news` (its embed artifact, for the scores).
 */
export const mtBertConfig = z.strictObject({
  kind: z.literal('mt-bert'),
  layers: z.int(),
  teacherLayers: z.int(),
  teachers: z.int(),
  model: modelSettings,
  input: inputSettings,
  mtBert: mtBertSettings,
});
/**
 * Inputs: `dataset`, and for each of the models whose mean score ranks `model-i` (the artifact of a recommender) and
 * `news-i` (its embed artifact), i = 1 ... `models`.
 */
export const evaluateConfig = z.strictObject({
  kind: z.literal('evaluate'),
  /** 1, or as many as the ensemble has. */
  models: z.int(),
  model: modelSettings,
  input: inputSettings,
  evaluation: evaluationSettings,
});
/**
 * Speed and size of a row's model, or of an ensemble's models together. Inputs: `dataset`, `tokens`, and for each model
 * `plm-i`, `model-i` and `news-i` (its embed artifact), i = 1 ... `models.length`.
 */
export const efficiencyConfig = z.strictObject({
  kind: z.literal('efficiency'),
  models: z.array(z.strictObject({ layers: z.int(), modelFile: z.string() })).min(1),
  model: modelSettings,
  input: inputSettings.pick({ maxTitleTokens: true, maxHistory: true }),
  split: evaluationSettings.shape.split,
  efficiency: efficiencySettings,
  /** Only here a part of the key: another backend is another speed. */
  backend: z.enum(['auto', 'tensorflow', 'wasm', 'cpu']),
});

export const stageConfigSchema = z.discriminatedUnion('kind', [
  importDatasetConfig,
  deriveDatasetConfig,
  importPlmConfig,
  tokenizeConfig,
  pretrainConfig,
  postTrainConfig,
  fineTuneConfig,
  embedConfig,
  stageOneConfig,
  stageTwoConfig,
  adaptConfig,
  tinyBertConfig,
  newsBertConfig,
  mtBertTeachersConfig,
  mtBertConfig,
  evaluateConfig,
  efficiencyConfig,
]);
export type StageConfig = z.infer<typeof stageConfigSchema>;
export type StageKind = StageConfig['kind'];
export type StageConfigOf<K extends StageKind> = Extract<StageConfig, { kind: K }>;

/** Words for the window and the log. */
export const STAGE_TITLES: Readonly<Record<StageKind, string>> = {
  'import-dataset': 'Import dataset',
  'derive-dataset': 'Make a subset',
  'import-plm': 'Import PLM',
  tokenize: 'Tokenise',
  pretrain: 'Pre-train PLM (MLM)',
  'post-train': 'Post-train (DP)',
  'fine-tune': 'Fine-tune',
  embed: 'Embed news',
  'stage-one': 'Distil, Stage I',
  'stage-two': 'Distil, Stage II',
  adapt: 'Adapt PLM (MLM)',
  tinybert: 'Distil, TinyBERT',
  newsbert: 'Distil, NewsBERT',
  'mt-bert-teachers': 'Fine-tune teachers together',
  'mt-bert': 'Distil, MT-BERT',
  evaluate: 'Evaluate',
  efficiency: 'Measure efficiency',
};

/** What an experiment is run for; every other stage runs only where one of these needs it. */
export const RESULT_STAGES: ReadonlySet<string> = new Set(['evaluate', 'efficiency']);
/** Stages that read and write files only and need no backend. */
export const FILE_STAGES: ReadonlySet<StageKind> = new Set([
  'import-dataset',
  'derive-dataset',
  'import-plm',
  'tokenize',
]);
/** Stages that are timed: while one runs, nothing else does. */
export const EXCLUSIVE_STAGES: ReadonlySet<StageKind> = new Set(['efficiency']);
