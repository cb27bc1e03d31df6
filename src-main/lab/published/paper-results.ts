/**
 * The published results (resources/paper-results.json) by column and row. They are shown beside measured rows, and
 * nothing is computed from them but the comparison of orders.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PublishedRowId } from '#shared/config/published-rows.ts';
import {
  METRICS,
  PUBLISHED_DATASETS,
  type MetricName,
  type PublishedCell,
  type PublishedDataset,
} from '#shared/contract/tables.ts';

/** Percent. */
const cells = z.partialRecord(z.enum(METRICS), z.object({ mean: z.number(), sd: z.number() }));
const names = { model: z.string(), layers: z.int(), variant: z.string().nullish() };
const fileSchema = z.object({
  source: z.string(),
  unit: z.literal('percent'),
  repeats: z.int(),
  split: z.string(),
  main_table: z.array(z.object({ ...names, MIND: cells, Feeds: cells })),
  /** Means alone. */
  multi_teacher_table: z.object({
    dataset: z.enum(PUBLISHED_DATASETS),
    rows: z.array(z.object({ ...names, auc: z.number(), mrr: z.number(), ndcg10: z.number() })),
  }),
});

export type PublishedMetrics = Record<MetricName, PublishedCell | null>;

export interface PaperResults {
  source: string;
  repeats: number;
  split: string;
  /** Shares (0 to 1), rounded as printed. */
  columns: Record<PublishedDataset, ReadonlyMap<PublishedRowId, PublishedMetrics>>;
}

/** @throws SyntaxError or ZodError when the file is not as published with the program */
export function readPaperResults(file: string): PaperResults {
  const paper = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const columns = { MIND: new Map(), Feeds: new Map() } satisfies PaperResults['columns'];
  const several = paper.multi_teacher_table;
  for (const { auc, mrr, ndcg10, ...row } of several.rows)
    columns[several.dataset].set(
      rowId(row),
      metricsOf((metric) => ({ auc, mrr, ndcg5: undefined, ndcg10 })[metric]),
    );
  // After the other table, so that a row of both has its standard deviation.
  for (const row of paper.main_table)
    for (const dataset of PUBLISHED_DATASETS)
      columns[dataset].set(
        rowId(row),
        metricsOf(
          (metric) => row[dataset][metric]?.mean,
          (metric) => row[dataset][metric]?.sd,
        ),
      );
  return { source: paper.source, repeats: paper.repeats, split: paper.split, columns };
}

type Percent = (metric: MetricName) => number | undefined;

function metricsOf(mean: Percent, sd: Percent = () => undefined): PublishedMetrics {
  // As printed: 69.37 / 100 is not 0.6937.
  const share = (percent: number | undefined) =>
    percent === undefined ? null : Number((percent / 100).toFixed(6));
  const entries = METRICS.map((metric) => {
    const value = share(mean(metric));
    return [metric, value === null ? null : { mean: value, sd: share(sd(metric)) }];
  });
  return Object.fromEntries(entries) as PublishedMetrics;
}

const rowId = ({ model, layers, variant }: { model: string; layers: number; variant?: string | null }) =>
  `${model}-${layers}${variant ? ` (${variant})` : ''}` as PublishedRowId;
