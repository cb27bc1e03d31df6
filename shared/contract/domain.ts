/** The things the lab's clients see: datasets, PLMs, experiments, stages, tables, events. */
import { z } from 'zod';
import { experimentSchema } from '../config/experiment.ts';
import { plmConfigSchema } from '../config/plm-config.ts';
import { ERROR_CODES } from '../errors.ts';
import {
  datasetStatisticsSchema,
  datasetSummarySchema,
  deviceSchema,
  efficiencySummarySchema,
  encodingSpeedSchema,
  onnxMeasureSchema,
} from '../trainer-protocol/messages.ts';

export const METRICS = ['auc', 'mrr', 'ndcg5', 'ndcg10'] as const;
export type MetricName = (typeof METRICS)[number];
/** Column heads of tables. */
export const METRIC_LABELS: Readonly<Record<MetricName, string>> = {
  auc: 'AUC',
  mrr: 'MRR',
  ndcg5: 'nDCG@5',
  ndcg10: 'nDCG@10',
};

/** Epoch milliseconds. */
const time = z.number();
const errorShape = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
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
  stagesDone: z.int(),
  stagesTotal: z.int(),
  stagesReused: z.int(),
  /** Null until a rate is known. */
  secondsLeft: z.number().nullable(),
  createdAt: time,
  endedAt: time.nullable(),
  /** Best row so far by mean AUC. */
  best: z.object({ method: z.string(), auc: z.number() }).nullable(),
  error: z.string().nullable(),
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
  message: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

export const experimentCheckSchema = z.object({
  problems: z.array(problemSchema),
  /** Null while there are problems. */
  plan: z
    .object({
      stages: z.int(),
      reused: z.int(),
      byKind: z.record(z.string(), z.object({ total: z.int(), reused: z.int() })),
    })
    .nullable(),
  /** The configuration with defaults filled in, as YAML; null while there are problems. */
  yaml: z.string().nullable(),
});
export type ExperimentCheck = z.infer<typeof experimentCheckSchema>;

export const curveSchema = z.object({
  metric: z.string(),
  steps: z.array(z.number()),
  values: z.array(z.number()),
});
export type Curve = z.infer<typeof curveSchema>;

export const logLineSchema = z.object({ id: z.int(), time, level: z.string(), message: z.string() });
export type LogLine = z.infer<typeof logLineSchema>;

export const metricCellSchema = z.object({
  mean: z.number(),
  /** Sample standard deviation (n - 1); null with fewer than two values. */
  sd: z.number().nullable(),
  n: z.int(),
  /** By repeat, in order of the seeds. */
  values: z.array(z.number()),
});
export type MetricCell = z.infer<typeof metricCellSchema>;

export const PUBLISHED_DATASETS = ['MIND', 'Feeds'] as const;
export type PublishedDataset = (typeof PUBLISHED_DATASETS)[number];
/** Which of the paper's columns a table shows beside its own rows. */
export const PUBLISHED_CHOICES = ['none', ...PUBLISHED_DATASETS] as const;
export type PublishedChoice = (typeof PUBLISHED_CHOICES)[number];

export const publishedCellSchema = z.object({
  mean: z.number(),
  /** Null where the paper gives the mean alone. */
  sd: z.number().nullable(),
});
export type PublishedCell = z.infer<typeof publishedCellSchema>;

/** The published row that a row stands for. */
export const publishedRowSchema = z.object({
  /** Its name in the paper's tables, one of PUBLISHED_ROWS. */
  row: z.string(),
  /** Null where the paper has no value. Shares (0 to 1), not percent. */
  metrics: z.record(z.enum(METRICS), publishedCellSchema.nullable()),
});
export type PublishedRow = z.infer<typeof publishedRowSchema>;

export const resultRowSchema = z.object({
  method: z.string(),
  layers: z.int(),
  parameters: z.int().nullable(),
  /** Null where no repeat is finished. Shares (0 to 1), not percent. */
  metrics: z.record(z.enum(METRICS), metricCellSchema.nullable()),
  /** Seed of each value. */
  seeds: z.array(z.int()),
  /** Keys of the evaluate stages, one per finished repeat. */
  runs: z.array(z.string()),
  /** Absent where published values were not asked for, or there are none for this row. */
  published: publishedRowSchema.optional(),
});
export type ResultRow = z.infer<typeof resultRowSchema>;

export const resultTableSchema = z.object({
  experiment: z.string(),
  dataset: z.string(),
  split: z.string(),
  repeats: z.int(),
  complete: z.boolean(),
  rows: z.array(resultRowSchema),
  /** Best reachable AUC where the dataset knows it. */
  bestAuc: z.number().nullable(),
  /** What a reader must know: bodies stand-in, repeats missing, backend, where published values are from. */
  notes: z.array(z.string()),
  /** Absent where published values were not asked for. */
  published: z
    .object({
      dataset: z.enum(PUBLISHED_DATASETS),
      split: z.string(),
      repeats: z.int(),
      source: z.string(),
      /** Rows with a mean AUC of ours and a published one, and how far both order them alike; null: not defined. */
      order: z.object({ rows: z.int(), rho: z.number().nullable() }),
    })
    .optional(),
});
export type ResultTable = z.infer<typeof resultTableSchema>;

/** The batch size with the most news per second. */
const fastest = encodingSpeedSchema;
const fastestOnnx = onnxMeasureSchema.extend({ fastest });

/** What an efficiency stage measured, and its best batch sizes. */
export const efficiencyMeasureSchema = efficiencySummarySchema.extend({
  /** Backend and device, e.g. `wasm, 1 core, SIMD`. */
  device: z.string().nullable(),
  fastest,
  onnx: z.object({ version: z.string(), float32: fastestOnnx, int8: fastestOnnx }).nullable(),
});
export type EfficiencyMeasure = z.infer<typeof efficiencyMeasureSchema>;

export const efficiencyRowSchema = z.object({
  method: z.string(),
  layers: z.int(),
  /** Of all finished repeats; null without one. */
  auc: metricCellSchema.nullable(),
  /** Null until it is measured. */
  measure: efficiencyMeasureSchema.nullable(),
});
export type EfficiencyRow = z.infer<typeof efficiencyRowSchema>;

export const efficiencyTableSchema = z.object({
  experiment: z.string(),
  dataset: z.string(),
  split: z.string(),
  rows: z.array(efficiencyRowSchema),
  notes: z.array(z.string()),
});
export type EfficiencyTable = z.infer<typeof efficiencyTableSchema>;

export const EXPORT_FORMATS = ['md', 'csv', 'tex', 'json', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Forms of the table of datasets, which has no chart. */
export const DATASET_TABLE_FORMATS = ['md', 'csv', 'tex', 'json'] as const;
export type DatasetTableFormat = (typeof DATASET_TABLE_FORMATS)[number];

export const exportedFileSchema = z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() });

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
  z.object({ type: z.literal('datasets') }),
  z.object({ type: z.literal('plms') }),
  z.object({ type: z.literal('status'), status: systemStatusSchema }),
]);
export type LabEvent = z.infer<typeof labEventSchema>;

export { datasetStatisticsSchema };
