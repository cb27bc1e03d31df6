/** Result tables, efficiency tables and the forms in which tables are exported. */
import { z } from 'zod';
import { derivationSchema } from '../config/subset.ts';
import {
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

/** What is said below result and efficiency tables; the words are the reader's language's (shared/note-words.ts). */
export const RESULT_NOTES = [
  'derived',
  'abstracts',
  'shared-teachers',
  'unfinished',
  'trashed',
  'backend',
  'backends',
  'skipped',
  'published',
  'order',
  'no-order',
  'not-asked', // of the efficiency table, from here on
  'timed-alone',
  'devices',
  'onnx',
  'without-onnx',
  'not-measured',
  'trashed-rows',
] as const;
export const resultNoteSchema = z.object({
  code: z.enum(RESULT_NOTES),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of `derived`: how the dataset was made. */
  derivation: derivationSchema.optional(),
});
export type ResultNote = z.infer<typeof resultNoteSchema>;

export const resultTableSchema = z.object({
  experiment: z.string(),
  dataset: z.string(),
  split: z.string(),
  repeats: z.int(),
  complete: z.boolean(),
  rows: z.array(resultRowSchema),
  /** Best reachable AUC where the dataset knows it. */
  bestAuc: z.number().nullable(),
  /** What a reader must know: bodies stand-in, repeats missing, backend, where published values are from. In English. */
  notes: z.array(z.string()),
  /** The same notes, for other languages. */
  says: z.array(resultNoteSchema),
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
  /** In English. */
  notes: z.array(z.string()),
  /** The same notes, for other languages. */
  says: z.array(resultNoteSchema),
});
export type EfficiencyTable = z.infer<typeof efficiencyTableSchema>;

export const EXPORT_FORMATS = ['md', 'csv', 'tex', 'json', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Forms of the table of datasets, which has no chart. */
export const DATASET_TABLE_FORMATS = ['md', 'csv', 'tex', 'json'] as const;
export type DatasetTableFormat = (typeof DATASET_TABLE_FORMATS)[number];

export const exportedFileSchema = z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() });
