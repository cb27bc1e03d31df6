/** The things the lab's clients see: datasets, PLMs, experiments, stages, events; tables are tables.ts. */
import { z } from 'zod';
import { experimentSchema } from '../config/experiment.ts';
import { plmConfigSchema } from '../config/plm-config.ts';
import { ERROR_CODES } from '../errors.ts';
import { saidSchema } from '../messages/said.ts';
import { costSchema } from './cost.ts';
import { datasetStatisticsSchema, datasetSummarySchema, deviceSchema } from '../trainer-protocol/messages.ts';

/** Epoch milliseconds. */
const time = z.number();
const errorShape = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
  said: saidSchema.optional(),
});

export const datasetSchema = z.object({
  name: z.string(),
  key: z.string(),
  source: z.string(),
  importedAt: time,
  bytes: z.number(),
  summary: datasetSummarySchema,
});
export type Dataset = z.infer<typeof datasetSchema>;

export const datasetDetailSchema = datasetSchema.extend({
  /** First rows, for a look. */
  sample: z.array(z.object({ id: z.string(), category: z.string(), title: z.string(), body: z.string() })),
  /** First and last day with training impressions, UTC; null without any. */
  trainingDays: z.object({ first: z.string(), last: z.string() }).nullable(),
});
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;

export const plmSchema = z.object({
  name: z.string(),
  key: z.string(),
  source: z.string(),
  importedAt: time,
  bytes: z.number(),
  config: plmConfigSchema,
  parameters: z.int(),
});
export type Plm = z.infer<typeof plmSchema>;

/** Sizes in which a study can be run: what it needs and costs is told by resources/scales. */
export const SCALES = ['sample', 'mini', 'paper'] as const;
export type Scale = (typeof SCALES)[number];

export const experimentPresetSchema = z.object({
  /** Also the name of the experiment, e.g. `main-table-sample`. */
  id: z.string(),
  /** What several scales share, e.g. `main-table`; the id itself where there are none. */
  study: z.string(),
  scale: z.enum(SCALES).nullable(),
  title: z.string(),
  /** What it reproduces, what it costs, in a sentence each. */
  description: z.string(),
  /** What the scale needs and costs. */
  scaleDescription: z.string(),
  /** The generated world that it runs on, named as its dataset; null: an imported dataset. */
  world: z
    .object({
      seed: z.int(),
      news: z.int().optional(),
      users: z.int().optional(),
      impressions: z.int().optional(),
    })
    .nullable(),
  yaml: z.string(),
  config: z.unknown(),
});
export type ExperimentPreset = z.infer<typeof experimentPresetSchema>;

export const STAGE_STATES = ['waiting', 'queued', 'running', 'done', 'failed', 'stopped'] as const;
export const stageStateSchema = z.enum(STAGE_STATES);
export type StageState = z.infer<typeof stageStateSchema>;

export const progressSchema = z.object({
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
  rate: z.number(),
});
export type Progress = z.infer<typeof progressSchema>;

export const stageSchema = z.object({
  key: z.string(),
  kind: z.string(),
  /** E.g. `Fine-tune teacher 2`. */
  title: z.string(),
  /** Method labels (rows) that need it; more than one when shared. */
  methods: z.array(z.string()),
  /** Repeats (0-based) that need it. */
  repeats: z.array(z.int()),
  seed: z.int(),
  state: stageStateSchema,
  /** Was there before this experiment needed it. */
  reused: z.boolean(),
  inputs: z.array(z.string()),
  progress: progressSchema.nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  device: deviceSchema.nullable(),
  error: errorShape.nullable(),
  summary: z.record(z.string(), z.unknown()).nullable(),
});
export type Stage = z.infer<typeof stageSchema>;

export const EXPERIMENT_STATES = ['queued', 'running', 'done', 'failed', 'stopped'] as const;
export const experimentStateSchema = z.enum(EXPERIMENT_STATES);
export type ExperimentState = z.infer<typeof experimentStateSchema>;

export const experimentRowSchema = z.object({
  name: z.string(),
  description: z.string(),
  dataset: z.string(),
  preset: z.string(),
  repeats: z.int(),
  methods: z.int(),
  state: experimentStateSchema,
  /** It or the whole queue is paused: none of its stages starts; what still runs comes to its end. */
  paused: z.boolean(),
  stagesDone: z.int(),
  stagesTotal: z.int(),
  stagesReused: z.int(),
  /** Null until a rate is known. */
  secondsLeft: z.number().nullable(),
  createdAt: time,
  endedAt: time.nullable(),
  /** Best row so far by mean AUC. */
  best: z.object({ method: z.string(), auc: z.number() }).nullable(),
  /** English. */
  error: z.string().nullable(),
  /** The stage whose failure the error tells of. */
  failed: z.object({ title: z.string(), message: z.string(), said: saidSchema.optional() }).optional(),
});
export type ExperimentRow = z.infer<typeof experimentRowSchema>;

export const experimentDetailSchema = experimentRowSchema.extend({
  config: experimentSchema,
  yaml: z.string(),
  stages: z.array(stageSchema),
});
export type ExperimentDetail = z.infer<typeof experimentDetailSchema>;

export const problemSchema = z.object({
  /** E.g. ["methods", 0, "layers"]. */
  path: z.array(z.union([z.string(), z.number()])),
  /** English; `said` where it can be said in other languages too. */
  message: z.string(),
  said: saidSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const planSchema = z.object({
  /** Of the table, with those of a sweep. */
  rows: z.int(),
  stages: z.int(),
  reused: z.int(),
  byKind: z.record(z.string(), z.object({ total: z.int(), reused: z.int() })),
});
export type Plan = z.infer<typeof planSchema>;

export const experimentCheckSchema = z.object({
  problems: z.array(problemSchema),
  /** Null while there are problems. */
  plan: planSchema.nullable(),
  /** Null while there are problems. */
  cost: costSchema.nullable(),
  /** The configuration with defaults filled in, as YAML; null while there are problems. */
  yaml: z.string().nullable(),
});
export type ExperimentCheck = z.infer<typeof experimentCheckSchema>;

/** A ready experiment as it would run here now. */
export const presetCostSchema = z.object({
  id: z.string(),
  /** Null where it needs a dataset or PLM that is not here, and whose size is not known. */
  plan: planSchema.nullable(),
  cost: costSchema.nullable(),
});
export type PresetCost = z.infer<typeof presetCostSchema>;

export const curveSchema = z.object({
  metric: z.string(),
  steps: z.array(z.number()),
  values: z.array(z.number()),
});
export type Curve = z.infer<typeof curveSchema>;

export const logLineSchema = z.object({ id: z.int(), time, level: z.string(), message: z.string() });
export type LogLine = z.infer<typeof logLineSchema>;

export const systemStatusSchema = z.object({
  version: z.string(),
  workspace: z.string(),
  backend: deviceSchema.nullable(),
  cores: z.int(),
  memoryBytes: z.number(),
  memoryFreeBytes: z.number(),
  diskFreeBytes: z.number(),
  running: z.int(),
  queued: z.int(),
  slots: z.int(),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;

export const labEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('experiment'), row: experimentRowSchema }),
  z.object({ type: z.literal('experiment-removed'), name: z.string() }),
  /** State or progress of a stage, for every experiment that holds it. */
  z.object({
    type: z.literal('stage'),
    stage: stageSchema.pick({
      key: true,
      state: true,
      progress: true,
      startedAt: true,
      endedAt: true,
      device: true,
      error: true,
      summary: true,
    }),
  }),
  z.object({
    type: z.literal('points'),
    key: z.string(),
    step: z.int(),
    values: z.record(z.string(), z.number()),
  }),
  z.object({ type: z.literal('log'), key: z.string(), line: logLineSchema }),
  /** Runs that are new or changed in state or marks (not in progress: that is `stage`); null: read all again. */
  z.object({ type: z.literal('runs'), keys: z.array(z.string()).nullable() }),
  /** Saved tables: one is new, changed or gone. */
  z.object({ type: z.literal('tables') }),
  /** Something of the queue other than a stage's progress. */
  z.object({ type: z.literal('queue') }),
  z.object({ type: z.literal('datasets') }),
  z.object({ type: z.literal('plms') }),
  z.object({ type: z.literal('status'), status: systemStatusSchema }),
]);
export type LabEvent = z.infer<typeof labEventSchema>;

export { datasetStatisticsSchema };
