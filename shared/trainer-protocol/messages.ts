/** What the supervisor and a trainer process say to each other over the child's IPC channel. */
import { z } from 'zod';
import { derivationSchema } from '../config/subset.ts';
import { ERROR_CODES } from '../errors.ts';
import { saidSchema } from '../messages/said.ts';
import { stageConfigSchema } from './stages.ts';

export const BACKEND_CHOICES = ['auto', 'tensorflow', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

export const trainerRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run'),
    stage: stageConfigSchema,
    seed: z.int(),
    /** Input name -> artifact folder (absolute). */
    inputs: z.record(z.string(), z.string()),
    /** Empty folder for the artifact's files. */
    outDir: z.string(),
    /** Survives crashes: the trainer resumes from what it finds here. */
    checkpointDir: z.string(),
    backend: z.enum(BACKEND_CHOICES),
    /** Seconds between two checkpoints. */
    checkpointEverySeconds: z.number().positive(),
  }),
  /** Write a checkpoint and end; answered by `stopped`. */
  z.strictObject({ type: z.literal('stop') }),
]);
export type TrainerRequest = z.infer<typeof trainerRequestSchema>;
export type RunRequest = Extract<TrainerRequest, { type: 'run' }>;

const errorShape = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  said: saidSchema.optional(),
});

export const deviceSchema = z.strictObject({
  backend: z.string(),
  version: z.string(),
  device: z.string(),
});
export type DeviceInfo = z.infer<typeof deviceSchema>;

export const trainerEventSchema = z.discriminatedUnion('type', [
  /** The backend is chosen; `resumedAtStep` > 0 after a checkpoint. */
  z.strictObject({ type: z.literal('started'), device: deviceSchema, resumedAtStep: z.int() }),
  z.strictObject({
    type: z.literal('progress'),
    phase: z.string(),
    done: z.number(),
    total: z.number(),
    unit: z.string(),
    /** Units per second over the last moments. */
    rate: z.number(),
  }),
  /** Metric points of one step: `loss`, `loss/distill`, `dev/auc`, ... */
  z.strictObject({ type: z.literal('points'), step: z.int(), values: z.record(z.string(), z.number()) }),
  z.strictObject({ type: z.literal('log'), level: z.enum(['info', 'warn']), message: z.string() }),
  z.strictObject({ type: z.literal('checkpoint'), step: z.int() }),
  /** All files of the artifact are written. `summary` is what the lab keeps of the stage (numbers, counts, names). */
  z.strictObject({ type: z.literal('done'), summary: z.record(z.string(), z.unknown()) }),
  z.strictObject({ type: z.literal('stopped'), step: z.int() }),
  z.strictObject({ type: z.literal('failed'), error: errorShape }),
]);
export type TrainerEvent = z.infer<typeof trainerEventSchema>;

/** Summary of an `evaluate` stage; the table is made of these. */
export const evaluationSummarySchema = z.object({
  split: z.enum(['test', 'dev']),
  impressions: z.int(),
  skipped: z.int(),
  tied: z.int(),
  auc: z.number(),
  mrr: z.number(),
  ndcg5: z.number(),
  ndcg10: z.number(),
});
export type EvaluationSummary = z.infer<typeof evaluationSummarySchema>;

/** News per second at one batch size. */
export const encodingSpeedSchema = z.object({
  batchSize: z.int(),
  /** Of the first batch of this size; at the smallest size, the first of all, with whatever warms up then. */
  coldNewsPerSecond: z.number(),
  /** Median of the rounds after it. */
  newsPerSecond: z.number(),
});
export type EncodingSpeed = z.infer<typeof encodingSpeedSchema>;

/** An exported news encoder on onnxruntime, on the processor. */
export const onnxMeasureSchema = z.object({
  /** News and user encoder, weights included. */
  bytes: z.int(),
  speeds: z.array(encodingSpeedSchema).min(1),
  /** Of its vectors with the backend's own: mean and smallest over the news compared. */
  meanCosine: z.number(),
  smallestCosine: z.number(),
  /** Largest absolute difference of an element. */
  largestDifference: z.number(),
});
export type OnnxMeasure = z.infer<typeof onnxMeasureSchema>;

/** Summary of an `efficiency` stage. */
export const efficiencySummarySchema = z.object({
  parameters: z.int(),
  /** The whole model as float32: four bytes for each parameter. */
  float32Bytes: z.int(),
  /** The artifact's own weight files: what differs from the base PLM. */
  artifactBytes: z.int(),
  /** From files to the backend's memory. */
  loadSeconds: z.number(),
  speeds: z.array(encodingSpeedSchema).min(1),
  /** Milliseconds to rank one user's candidates from stored news vectors; null where the split has no impressions. */
  ranking: z
    .object({ impressions: z.int(), meanCandidates: z.number(), p50Ms: z.number(), p95Ms: z.number() })
    .nullable(),
  /** Most memory that the process held, before ONNX was measured. */
  peakMemoryBytes: z.int(),
  threads: z.int(),
  /** Null where it was not asked for or onnxruntime is missing. */
  onnx: z.object({ version: z.string(), float32: onnxMeasureSchema, int8: onnxMeasureSchema }).nullable(),
});
export type EfficiencySummary = z.infer<typeof efficiencySummarySchema>;

/** Summary of a training stage. */
export const trainingSummarySchema = z.object({
  steps: z.int(),
  parameters: z.int(),
  trainableParameters: z.int(),
  seconds: z.number(),
  finalLoss: z.number(),
});
export type TrainingSummary = z.infer<typeof trainingSummarySchema>;

/** Statistics row of a dataset (docs/numerics.md); lengths in words. */
export const datasetStatisticsSchema = z.object({
  news: z.int(),
  users: z.int(),
  impressions: z.int(),
  clicks: z.int(),
  meanTitleWords: z.number(),
  meanBodyWords: z.number(),
});

/** Summary of an `import-dataset` or `derive-dataset` stage. */
export const datasetSummarySchema = z.object({
  statistics: datasetStatisticsSchema,
  /** Reason -> count of lines or fields left out. */
  skipped: z.record(z.string(), z.int()),
  /** What stands in for bodies: the ninth column, or the abstract (MIND has no bodies). */
  bodies: z.enum(['body', 'abstract']),
  splits: z.array(
    z.object({ split: z.enum(['train', 'dev', 'test']), impressions: z.int(), labelled: z.boolean() }),
  ),
  hasGeneralText: z.boolean(),
  /** Only generated worlds know it: AUC of ranking by the true click probability. */
  bestAuc: z.object({ dev: z.number(), test: z.number() }).partial().nullable(),
  /** Of a dataset made from another one; the lab adds it, as a stage knows no names. */
  derived: derivationSchema.optional(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
