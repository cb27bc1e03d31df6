/**
 * Tables that a researcher builds and takes to a paper: what is asked for (the definition), and what is printed (the
 * rendered table, with where each number is from). An experiment's own result table is in tables.ts.
 */
import { z } from 'zod';
import { PUBLISHED_ROWS } from '../config/published-rows.ts';
import { DIRECTIONS } from '../metrics.ts';
import { LANGUAGES } from '../messages/messages.ts';
import { intervalSchema } from './compare.ts';
import { PUBLISHED_CHOICES } from './tables.ts';

/** What the user calls a table; any text on one line. */
export const tableNameSchema = z.string().trim().min(1).max(100);
const id = z.string().min(1).max(60);
const text = z.string().max(2000);

/** Repeats of one method of an experiment, whichever there are; or these runs. */
export const tableSourceSchema = z.union([
  z.strictObject({ experiment: z.string(), method: z.string() }),
  z.strictObject({ runs: z.array(z.string().min(6)).min(1) }),
]);
export type TableSource = z.infer<typeof tableSourceSchema>;

export const tableRowSchema = z.strictObject({
  id,
  /** A heading stands above the rows after it; a rule is a line across the table. */
  kind: z.enum(['runs', 'heading', 'rule']),
  label: text.default(''),
  /** Of kind `runs`: all its runs; a column takes those that it is about. */
  sources: z.array(tableSourceSchema).default([]),
  /** The row of the paper it stands for; null: none. */
  published: z.enum(PUBLISHED_ROWS).nullable().default(null),
});
export type TableRow = z.infer<typeof tableRowSchema>;

export const tableColumnSchema = z.strictObject({
  id,
  /** Of shared/metrics.ts, or one that an imported run brings. */
  metric: z.string().min(1),
  /** Default: the metric's own, with its unit. */
  label: text.optional(),
  /** Over this column and its neighbours of the same heading. */
  heading: text.optional(),
  /** Takes only runs of these; default: all of the row. */
  dataset: z.string().optional(),
  experiment: z.string().optional(),
  /** Default: the metric's own. */
  direction: z.enum(DIRECTIONS).optional(),
});
export type TableColumn = z.infer<typeof tableColumnSchema>;

export const roundingSchema = z.discriminatedUnion('rule', [
  z.strictObject({
    rule: z.literal('deviation'),
    /** Significant digits of the deviation; `auto`: 1 or 2 by the rule of the Particle Data Group. */
    digits: z.union([z.literal('auto'), z.literal(1), z.literal(2)]).default('auto'),
    /** One place for a whole column (that of its median deviation), or each cell its own. */
    per: z.enum(['column', 'cell']).default('column'),
  }),
  z.strictObject({ rule: z.literal('fixed'), digits: z.int().min(0).max(6) }),
]);
export type Rounding = z.infer<typeof roundingSchema>;

const haveOwnIds = (list: readonly { id: string }[]): boolean =>
  new Set(list.map((one) => one.id)).size === list.length;

export const tableDefinitionSchema = z.strictObject({
  /** Empty: written by the lab. */
  caption: text.default(''),
  /** For \ref; empty: made from the table's name. */
  label: z.string().max(100).default(''),
  /** Of what the lab writes into the table. */
  language: z.enum(LANGUAGES).default('en'),
  rows: z.array(tableRowSchema).max(500).refine(haveOwnIds, 'Two rows have the same id.'),
  columns: z.array(tableColumnSchema).max(60).refine(haveOwnIds, 'Two columns have the same id.'),
  /** Id of the row that all others are tested against; null: no test. */
  reference: id.nullable().default(null),
  level: z.number().gt(0).lt(0.5).default(0.05),
  /** Adjusts all p values of the table (Holm). */
  holm: z.boolean().default(true),
  spread: z.enum(['sd', 'interval', 'none']).default('sd'),
  rounding: roundingSchema.default({ rule: 'deviation', digits: 'auto', per: 'column' }),
  /** Bold and underline. */
  best: z.boolean().default(true),
  second: z.boolean().default(true),
  published: z.enum(PUBLISHED_CHOICES).default('none'),
  /** Runs that stay out of every mean. They stay visible, with the reason. */
  leftOut: z.array(z.strictObject({ run: z.string().min(6), reason: text })).default([]),
  /** The user's own footnotes, before the lab's. */
  notes: z.array(text).default([]),
  /** Footnotes that the lab writes: n, test, correction, split, selection, data, backend. */
  ownNotes: z.boolean().default(true),
});
export type TableDefinition = z.infer<typeof tableDefinitionSchema>;
export type TableDefinitionInput = z.input<typeof tableDefinitionSchema>;

/** Printed numbers, with what fills them up so that points stand below each other where it is set invisibly. */
export const cellTextSchema = z.object({
  value: z.string(),
  /** A deviation `0.07`, or an interval `70.91, 71.13`; null: there is none. */
  spread: z.string().nullable(),
  /** Before and after the value, before and after the spread. */
  pad: z.object({ before: z.string(), decimals: z.string(), spread: z.string(), after: z.string() }),
});
export type CellText = z.infer<typeof cellTextSchema>;

export const cellRepeatSchema = z.object({
  run: z.string(),
  seed: z.int(),
  value: z.number(),
  /** Why it is left out of the mean; null: it is in. */
  leftOut: z.string().nullable(),
});
export type CellRepeat = z.infer<typeof cellRepeatSchema>;

export const cellTestSchema = z.object({
  design: z.enum(['paired', 'independent']),
  n: z.int(),
  /** This row - reference, in the metric's own unit. */
  difference: z.number(),
  interval: intervalSchema.nullable(),
  p: z.number().nullable(),
  /** Adjusted over the table; null where that is not asked for, or the column has no direction. */
  holm: z.number().nullable(),
  /** Below the level, and which way. */
  verdict: z.enum(['better', 'worse', 'none']),
});
export type CellTest = z.infer<typeof cellTestSchema>;

export const paperCellSchema = z.object({
  text: cellTextSchema,
  /** At full precision, in the metric's own unit (shares, not percent). */
  mean: z.number(),
  sd: z.number().nullable(),
  interval: intervalSchema.nullable(),
  n: z.int(),
  mark: z.enum(['best', 'second']).nullable(),
  test: cellTestSchema.nullable(),
  /** In order of the seeds, those left out too; none in a published cell. */
  repeats: z.array(cellRepeatSchema),
});
export type PaperCell = z.infer<typeof paperCellSchema>;

export const paperLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), id, label: z.string() }),
  z.object({ kind: z.literal('rule'), id }),
  z.object({
    kind: z.enum(['runs', 'published']),
    /** Of the row of the definition; a published line has that of the row above it. */
    id,
    label: z.string(),
    /** One for each column. */
    cells: z.array(paperCellSchema.nullable()),
  }),
]);
export type PaperLine = z.infer<typeof paperLineSchema>;

export const paperColumnSchema = z.object({
  id,
  metric: z.string(),
  label: z.string(),
  heading: z.string().nullable(),
  /** Printed value = value * scale. */
  scale: z.number(),
  direction: z.enum(DIRECTIONS),
  isFact: z.boolean(),
  /** Of the metric's definition; 0: not one of ours. */
  version: z.int(),
});
export type PaperColumn = z.infer<typeof paperColumnSchema>;

/** Where a number is from. */
export const paperRunSchema = z.object({
  key: z.string(),
  kind: z.string(),
  experiments: z.array(z.string()),
  dataset: z.string().nullable(),
  /** Hash of the dataset's contents. */
  dataKey: z.string().nullable(),
  split: z.string().nullable(),
  preset: z.string().nullable(),
  backend: z.string().nullable(),
  numericsVersion: z.int().nullable(),
  commit: z.string().nullable(),
  labVersion: z.string().nullable(),
  /** Which weights were measured (`last`, `best-validation`); null where it is not known. */
  selection: z.string().nullable(),
  /** Keys of the models it measured. */
  checkpoints: z.array(z.string()),
  endedAt: z.number().nullable(),
  importedFrom: z.string().nullable(),
});
export type PaperRun = z.infer<typeof paperRunSchema>;

export const TABLE_PROBLEMS = [
  'data',
  'split',
  'impressions', // other numbers of them were evaluated
  'metric', // other definitions
  'code',
  'preset',
  'backend',
  'imported', // beside our own: not known whether they mean the same
  'mixed-cell', // a cell's runs differ in more than their seeds
  'seed-twice', // two runs of one seed in a cell
  'no-runs', // a row without any run
  'reference', // the reference row is not there
] as const;

export const tableProblemSchema = z.object({
  code: z.enum(TABLE_PROBLEMS),
  /** Numbers that mean different things: no marks, no export. */
  severity: z.enum(['error', 'warning']),
  /** Labels of the column or of the rows it is about. */
  where: z.string(),
  /** What was seen there, e.g. the names of the datasets. */
  values: z.string(),
  rows: z.array(id),
  /** Null: not about one column. */
  column: id.nullable(),
});
export type TableProblem = z.infer<typeof tableProblemSchema>;

export const STALE_REASONS = ['newer', 'left', 'trashed', 'purged', 'changed', 'metric'] as const;
export const staleSchema = z.object({
  reason: z.enum(STALE_REASONS),
  /** Labels of its rows. */
  where: z.string(),
  rows: z.array(id),
  runs: z.array(z.string()),
});
export type StaleReason = z.infer<typeof staleSchema>;

export const renderedTableSchema = z.object({
  name: z.string(),
  caption: z.string(),
  label: z.string(),
  language: z.enum(LANGUAGES),
  spread: z.enum(['sd', 'interval', 'none']),
  level: z.number(),
  reference: z.string().nullable(),
  columns: z.array(paperColumnSchema),
  lines: z.array(paperLineSchema),
  /** Below the table, one sentence each. */
  notes: z.array(z.string()),
  /** By key. */
  runs: z.record(z.string(), paperRunSchema),
  problems: z.array(tableProblemSchema),
  stale: z.array(staleSchema),
  /** When the runs were looked up. */
  takenAt: z.number(),
});
export type RenderedTable = z.infer<typeof renderedTableSchema>;

export const tableListRowSchema = z.object({
  name: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  experiments: z.array(z.string()),
  rows: z.int(),
  columns: z.int(),
  runs: z.int(),
  stale: z.array(staleSchema),
  problems: z.array(tableProblemSchema),
});
export type TableListRow = z.infer<typeof tableListRowSchema>;

export const savedTableSchema = z.object({
  name: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  definition: tableDefinitionSchema,
  table: renderedTableSchema,
});
export type SavedTable = z.infer<typeof savedTableSchema>;

export const PAPER_FORMATS = ['tex', 'md', 'csv', 'html', 'json'] as const;
export type PaperFormat = (typeof PAPER_FORMATS)[number];

export const FIGURE_KINDS = ['dots', 'differences', 'efficiency'] as const;
export type FigureKind = (typeof FIGURE_KINDS)[number];
/** Widths in print: one column (84 mm), two columns (174 mm), a slide. */
export const FIGURE_SIZES = ['single', 'double', 'slide'] as const;
export type FigureSize = (typeof FIGURE_SIZES)[number];

export const figureRequestSchema = z.strictObject({
  kind: z.enum(FIGURE_KINDS),
  size: z.enum(FIGURE_SIZES).default('single'),
  /** Id of the column shown; default: the first that is not a fact. */
  column: id.optional(),
  /** Id of the column along the x axis of `efficiency`; default: the first of size, speed and the like. */
  against: id.optional(),
});
export type FigureRequest = z.input<typeof figureRequestSchema>;

/** The figure as SVG, which the window turns into pixels or a PDF. */
export const paperFigureSchema = z.object({
  fileName: z.string(),
  mediaType: z.string(),
  text: z.string(),
  /** What it shows, in the table's language. */
  caption: z.string(),
  /** In print, in millimetres. */
  width: z.number(),
  height: z.number(),
});
export type PaperFigure = z.infer<typeof paperFigureSchema>;
