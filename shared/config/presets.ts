/**
 * The two readings of Tiny-NewsRec: `paper` (what the paper says) and `repo` (what its published code does), after
 * docs/numerics.md, "Presets". A run stores the resolved values, never a preset's name alone.
 */
import type { Settings, SettingsOverrides } from './settings.ts';

export const PRESET_NAMES = ['paper', 'repo'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Training on clicks, the same for every method. */
const clickTraining = {
  batchSize: 128,
  amsgrad: false,
  maxSteps: 0,
  dropout: 0.1,
  warmupSteps: 0,
  learningRate: 5e-5,
  epochs: 1,
  trainableLayers: 2,
  validateEvery: 0,
  validationImpressions: 5000,
  selection: 'last',
} as const;

/** Training on texts: title-body pairs, and masked language modelling. */
const textTraining = {
  batchSize: 32,
  amsgrad: false,
  maxSteps: 0,
  dropout: 0.1,
  warmupSteps: 0,
  epochs: 1,
};

/** What adapts the PLM or the student to the domain before any click. */
const domainTraining = { ...textTraining, learningRate: 1e-6, headLearningRate: 1e-6 };

const softLabels = { temperature: 1, distillWeight: 1 };

const paper: Settings = {
  model: {
    newsDim: 256,
    queryDim: 200,
    tokenPooling: 'masked',
    trainEmbeddings: false,
    embeddingsOnClicks: true,
    historyPadding: 'masked',
  },
  input: { maxTitleTokens: 30, maxHistory: 50, negatives: 4 },
  mlm: {
    ...textTraining,
    learningRate: 1e-4,
    maxTokens: 128,
    maskRate: 0.15,
  },
  domainMlm: {
    ...domainTraining,
    trainableLayers: 3,
    maxTokens: 512,
    maskRate: 0.15,
  },
  postTraining: {
    ...domainTraining,
    trainableLayers: 3,
    negatives: 9,
    maxTitleTokens: 24,
    maxBodyTokens: 512,
    copies: 4,
    copyEvery: 500,
  },
  fineTuning: { ...clickTraining, dropout: 0 },
  stageOne: {
    ...domainTraining,
    ...softLabels,
    embeddingWeight: 1,
    targetWeight: 1,
    trainableLayers: 2,
  },
  stageTwo: {
    ...clickTraining,
    ...softLabels,
    embeddingWeight: 1,
    targetWeight: 1,
    sharedTransform: false,
  },
  tinyBert: {
    ...clickTraining,
    intermediateEpochs: 1,
    intermediateMaxSteps: 0,
    ...softLabels,
    hiddenWeight: 1,
    attentionWeight: 1,
    embeddingWeight: 1,
    targetWeight: 0.1,
  },
  newsBert: {
    ...clickTraining,
    teacherTrainableLayers: 2,
    ...softLabels,
    embeddingWeight: 1,
    hiddenWeight: 1,
    newsWeight: 1,
    targetWeight: 1,
    momentum: 0.1,
  },
  mtBert: { ...clickTraining, ...softLabels, hiddenWeight: 1, targetWeight: 1 },
  evaluation: { split: 'test', maxImpressions: 0, meanOver: 'both-classes' },
  efficiency: { largestBatch: 128, news: 512, rounds: 5, maxSeconds: 10, users: 500, onnx: true },
};

/** What the published code does differently (yflyl613/Tiny-NewsRec). */
const repoDifferences: SettingsOverrides = {
  model: { tokenPooling: 'unmasked', historyPadding: 'learned' },
  postTraining: { headLearningRate: 1e-5 },
  fineTuning: { amsgrad: true },
  stageOne: { headLearningRate: 1e-5 },
  stageTwo: { targetWeight: 0.2, learningRate: 1e-4, amsgrad: true, sharedTransform: true },
  tinyBert: { amsgrad: true },
  newsBert: { amsgrad: true },
  mtBert: { amsgrad: true },
  evaluation: { meanOver: 'all' },
};

/** `base` with the fields of `overrides` replaced; groups merge field by field. */
export function applyOverrides(base: Settings, overrides: SettingsOverrides | undefined): Settings {
  const merged: Settings = structuredClone(base);
  for (const [group, fields] of Object.entries(overrides ?? {})) {
    Object.assign(merged[group as keyof Settings], fields);
  }
  return merged;
}

export const PRESETS: Readonly<Record<PresetName, Settings>> = {
  paper,
  repo: applyOverrides(paper, repoDifferences),
};

/** Preset, then the experiment's changes, then the row's. */
export function resolveSettings(
  experiment: { preset: PresetName; settings?: SettingsOverrides | undefined },
  method?: { settings?: SettingsOverrides | undefined },
): Settings {
  return applyOverrides(applyOverrides(PRESETS[experiment.preset], experiment.settings), method?.settings);
}
