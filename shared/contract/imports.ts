/** Runs logged by other programs: what a foreign store holds, and what of it was taken in. */
import { z } from 'zod';
import { saidSchema } from '../messages/said.ts';

export const FOREIGN_FORMATS = ['csv', 'tensorboard', 'mlflow-sqlite', 'mlflow-folder'] as const;
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number];
/** As people name them. */
export const FOREIGN_FORMAT_NAMES: Readonly<Record<ForeignFormat, string>> = {
  csv: 'CSV',
  tensorboard: 'TensorBoard',
  'mlflow-sqlite': 'MLflow (SQLite)',
  'mlflow-folder': 'MLflow (folder)',
};

/** How AUC, MRR and nDCG are written there; `auto`: percent where one of a metric's values is above 1. */
export const METRIC_SCALES = ['auto', 'share', 'percent'] as const;

export const importRequestSchema = z.strictObject({
  /** Absolute path of a file or folder on the lab's machine. */
  source: z.string().min(1),
  /** Default: what the source looks like. */
  format: z.enum(FOREIGN_FORMATS).optional(),
  scale: z.enum(METRIC_SCALES).default('auto'),
  /** For all of its runs, where the source says nothing or something else. */
  method: z.string().trim().min(1).max(200).optional(),
  dataset: z.string().trim().min(1).max(200).optional(),
  split: z.enum(['test', 'dev']).optional(),
});
export type ImportRequest = z.input<typeof importRequestSchema>;

export const foreignRunSchema = z.object({
  /** Names it within its source. */
  externalId: z.string(),
  name: z.string(),
  experiment: z.string().nullable(),
  method: z.string(),
  dataset: z.string().nullable(),
  seed: z.int(),
  state: z.enum(['done', 'failed', 'stopped']),
  /** Last values; AUC, MRR and nDCG as shares under our names. */
  metrics: z.record(z.string(), z.number()),
  parameters: z.int(),
  points: z.int(),
  /** It is here already, with the same content; of MLflow also from its other kind of store. */
  known: z.boolean(),
  /** It is here, and in the trash. */
  trashed: z.boolean(),
});
export type ForeignRunRow = z.infer<typeof foreignRunSchema>;

export const importPreviewSchema = z.object({
  source: z.string(),
  format: z.enum(FOREIGN_FORMATS),
  runs: z.array(foreignRunSchema),
  /** What was left out and why, one English sentence each. */
  warnings: z.array(z.string()),
  /** The warnings, for readers of any language. */
  says: z.array(saidSchema),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const importReportSchema = z.object({
  /** Keys of the new runs. */
  imported: z.array(z.string()),
  /** Runs that were here already. */
  known: z.int(),
  /** Of them, those in the trash: they come back only by being restored. */
  trashed: z.int(),
  warnings: z.array(z.string()),
  says: z.array(saidSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;
