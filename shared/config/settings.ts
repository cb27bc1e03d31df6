/**
 * Every hyper-parameter of the training stages as a validated field with unit and range (docs/numerics.md).
 * The values come from a preset (presets.ts); an experiment or a method row overrides single fields.
 */
import { z } from 'zod';
import { choice, flag, int, rate, real } from './field.ts';
import {
  clickTraining,
  distillationTerms,
  maskRate,
  optimiser,
  softLabels,
  weight,
} from './training-fields.ts';

/** Sizes and readings of the recommender above the PLM. */
export const modelSettings = z.strictObject({
  newsDim: int('News vector', 'dimensions', 2, 4096, 'Width of a news or user vector (paper: 256).'),
  queryDim: int('Attention query', 'dimensions', 1, 4096, 'Query width of attention pooling (paper: 200).'),
  tokenPooling: choice(
    'Token pooling',
    ['masked', 'unmasked'],
    'Whether padding takes part in pooling over tokens.',
  ),
  trainEmbeddings: flag(
    'Train word embeddings',
    'The paper freezes them; a small PLM of the lab, pre-trained for a minute, has too little in them to freeze.',
  ),
  embeddingsOnClicks: flag(
    'Also on clicks',
    'Where word embeddings train: also in fine-tuning and distillation on clicks, or on text alone.',
  ),
  historyPadding: choice(
    'Short histories',
    ['masked', 'learned'],
    'Masked, or filled with a learned pad_doc in training and masked at test (published code).',
  ),
});

/** What of a text and of a click log a model sees. */
export const inputSettings = z.strictObject({
  maxTitleTokens: int(
    'Title',
    'tokens',
    4,
    512,
    'Longest title in fine-tuning, [CLS] and [SEP] included (paper: 30).',
  ),
  maxHistory: int('History', 'clicks', 1, 500, 'Most recent clicked news that make a user (paper: 50).'),
  negatives: int(
    'Negatives',
    'per click',
    1,
    100,
    'Unclicked news of the same impression beside a clicked one (paper: 4).',
  ),
});

export const fineTuningSettings = z.strictObject(clickTraining);

export const postTrainingSettings = z.strictObject({
  ...optimiser,
  learningRate: rate('Learning rate (PLM)', 'Adam learning rate of the PLM layers (paper: 1e-6).'),
  headLearningRate: rate('Learning rate (heads)', 'Adam learning rate of pooling and dense layer.'),
  epochs: int('Epochs', 'passes', 1, 1000, 'Passes over the news that have a body.'),
  trainableLayers: int('Trainable layers', 'layers', 0, 48, 'Topmost PLM layers that train (paper: 3).'),
  negatives: int(
    'Negatives',
    'titles',
    1,
    1000,
    'Titles of other news beside the matching one (paper: N = 9).',
  ),
  maxTitleTokens: int('Title', 'tokens', 4, 512, 'Longest title, [CLS] and [SEP] included (paper: 24).'),
  maxBodyTokens: int('Body', 'tokens', 4, 512, 'Longest body, [CLS] and [SEP] included (paper: 512).'),
  copies: int('Teacher copies', 'copies', 1, 64, 'The last M copies become the teachers (paper: M = 4).'),
  copyEvery: int('Copy every', 'steps', 1, 1_000_000, 'Steps between two teacher copies (paper: 500).'),
});

export const stageOneSettings = z.strictObject({
  ...optimiser,
  ...distillationTerms,
  learningRate: rate('Learning rate (PLM)', 'Adam learning rate of the PLM layers (paper: 1e-6).'),
  headLearningRate: rate('Learning rate (heads)', 'Adam learning rate of heads and W_i.'),
  epochs: int('Epochs', 'passes', 1, 1000, 'Passes over the news that have a body.'),
  trainableLayers: int('Trainable layers', 'layers', 0, 48, 'Topmost layers of the student that train.'),
});

export const stageTwoSettings = z.strictObject({
  ...clickTraining,
  ...distillationTerms,
  sharedTransform: flag('One W for news and user', 'W_n = W_u, as the published code has it.'),
});

/** TinyBERT and TinyBERT-MT; phase 1 (intermediate layers) is drawn from the same clicks as phase 2 (prediction). */
export const tinyBertSettings = z.strictObject({
  ...clickTraining,
  intermediateEpochs: int('Epochs, phase 1', 'passes', 1, 1000, 'Passes over the clicks in phase 1.'),
  intermediateMaxSteps: int(
    'At most, phase 1',
    'steps',
    0,
    10_000_000,
    'Phase 1 stops after this many steps; 0: as many as its epochs have.',
  ),
  ...softLabels,
  hiddenWeight: weight('hidden states', 'the hidden-state term'),
  attentionWeight: weight('attention', 'the term of the attention scores'),
  embeddingWeight: weight('embeddings', 'the term of the embedding layer (phase 1)'),
  targetWeight: weight('target', 'the cross-entropy with the label in the one-phase procedure'),
});

/** NewsBERT and NewsBERT-MT: teachers and student learn together. */
export const newsBertSettings = z.strictObject({
  ...clickTraining,
  teacherTrainableLayers: int(
    'Trainable layers, teacher',
    'layers',
    0,
    48,
    'Topmost layers of each teacher that train.',
  ),
  ...softLabels,
  embeddingWeight: weight('embeddings', 'the term of the embedding layer'),
  hiddenWeight: weight('hidden states', 'the hidden-state term'),
  newsWeight: weight('news vectors', 'the term of the news vectors'),
  targetWeight: weight('target', "the cross-entropy of the student's scores with the label"),
  momentum: real(
    'Momentum',
    'beta',
    0,
    1,
    "Share of the teacher's gradient in that of a student layer (NewsBERT: 0.1).",
  ),
});

/** The student of MT-BERT; its teachers are fine-tuned together under `fineTuning`. */
export const mtBertSettings = z.strictObject({
  ...clickTraining,
  ...softLabels,
  hiddenWeight: weight('hidden states', 'the hidden-state term'),
  targetWeight: weight('target', 'the cross-entropy with the label'),
});

/** Masked language modelling: how the sample's base PLM is pre-trained. */
export const mlmSettings = z.strictObject({
  ...optimiser,
  learningRate: rate('Learning rate', 'Adam learning rate.'),
  epochs: int('Epochs', 'passes', 1, 1000, 'Passes over the text.'),
  maxTokens: int('Text', 'tokens', 8, 512, 'Longest piece of text, [CLS] and [SEP] included.'),
  maskRate,
});

/** Masked language modelling on text of the domain before fine-tuning: DAPT and TAPT. */
export const domainMlmSettings = z.strictObject({
  ...optimiser,
  learningRate: rate('Learning rate (PLM)', 'Adam learning rate of the PLM layers (paper: as DP).'),
  headLearningRate: rate('Learning rate (head)', 'Adam learning rate of the MLM head.'),
  epochs: int('Epochs', 'passes', 1, 1000, 'Passes over the text.'),
  trainableLayers: int('Trainable layers', 'layers', 0, 48, 'Topmost PLM layers that train (paper: 3).'),
  maxTokens: int('Text', 'tokens', 8, 512, 'Longest text, [CLS] and [SEP] included.'),
  maskRate,
});

export const evaluationSettings = z.strictObject({
  split: choice('Split', ['test', 'dev'], 'Where the table is measured.'),
  maxImpressions: int('At most', 'impressions', 0, 100_000_000, 'First impressions only; 0: all of them.'),
  meanOver: choice(
    'Mean over',
    ['both-classes', 'all'],
    'Divide by impressions with both classes, or by all, skipped ones counted as 0 (published code).',
  ),
});

/** What the efficiency study measures of each row (docs/efficiency.md). */
export const efficiencySettings = z.strictObject({
  largestBatch: int(
    'Largest batch',
    'news',
    1,
    4096,
    'News are encoded in batches of 1, 8, 32, 128, 512 and 2048 up to this.',
  ),
  news: int('News', 'per round', 1, 1_000_000, 'News encoded in one round, spread over the dataset.'),
  rounds: int('Rounds', 'rounds', 1, 100, 'Each warm speed is the median over so many rounds.'),
  maxSeconds: real(
    'At most',
    'seconds',
    0.1,
    3600,
    'A round ends after so long, so that a large model is measured on fewer news.',
  ),
  users: int('Users', 'impressions', 1, 1_000_000, 'Impressions whose candidates are ranked, one by one.'),
  onnx: flag('ONNX', 'Also exports the encoders as ONNX, float32 and int8, and times them with onnxruntime.'),
});

export const settingsSchema = z.strictObject({
  model: modelSettings,
  input: inputSettings,
  mlm: mlmSettings,
  domainMlm: domainMlmSettings,
  postTraining: postTrainingSettings,
  fineTuning: fineTuningSettings,
  stageOne: stageOneSettings,
  stageTwo: stageTwoSettings,
  tinyBert: tinyBertSettings,
  newsBert: newsBertSettings,
  mtBert: mtBertSettings,
  evaluation: evaluationSettings,
  efficiency: efficiencySettings,
});
export type Settings = z.infer<typeof settingsSchema>;
export type ModelSettings = z.infer<typeof modelSettings>;
/** Whether word embeddings train in the stages on clicks. */
export const trainsEmbeddingsOnClicks = (model: ModelSettings): boolean =>
  model.trainEmbeddings && model.embeddingsOnClicks;

export type InputSettings = z.infer<typeof inputSettings>;
export type FineTuningSettings = z.infer<typeof fineTuningSettings>;
export type PostTrainingSettings = z.infer<typeof postTrainingSettings>;
export type StageOneSettings = z.infer<typeof stageOneSettings>;
export type StageTwoSettings = z.infer<typeof stageTwoSettings>;
export type TinyBertSettings = z.infer<typeof tinyBertSettings>;
export type NewsBertSettings = z.infer<typeof newsBertSettings>;
export type MtBertSettings = z.infer<typeof mtBertSettings>;
export type MlmSettings = z.infer<typeof mlmSettings>;
export type DomainMlmSettings = z.infer<typeof domainMlmSettings>;
export type EvaluationSettings = z.infer<typeof evaluationSettings>;
export type EfficiencySettings = z.infer<typeof efficiencySettings>;

/** Any subset of the fields, group by group; what an experiment or a method row changes against the preset. */
export const settingsOverrides = z.strictObject({
  model: modelSettings.partial().optional(),
  input: inputSettings.partial().optional(),
  mlm: mlmSettings.partial().optional(),
  domainMlm: domainMlmSettings.partial().optional(),
  postTraining: postTrainingSettings.partial().optional(),
  fineTuning: fineTuningSettings.partial().optional(),
  stageOne: stageOneSettings.partial().optional(),
  stageTwo: stageTwoSettings.partial().optional(),
  tinyBert: tinyBertSettings.partial().optional(),
  newsBert: newsBertSettings.partial().optional(),
  mtBert: mtBertSettings.partial().optional(),
  evaluation: evaluationSettings.partial().optional(),
  efficiency: efficiencySettings.partial().optional(),
});
export type SettingsOverrides = z.infer<typeof settingsOverrides>;
