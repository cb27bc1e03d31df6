/**
 * Runs as the window and the command line see them: every stage that was ever computed here, and every run that was
 * imported from elsewhere, with what the user says of it (name, tags, note, star, archive, trash).
 */
import { z } from 'zod';
import { saidSchema } from '../messages/said.ts';
import { deviceSchema } from '../trainer-protocol/messages.ts';
import { curveSchema, progressSchema, stageStateSchema } from './domain.ts';

const time = z.number();

/** A value of a resolved configuration at a dotted path, e.g. `fine-tune.fineTuning.learningRate`. */
export const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof fieldValueSchema>;

/**
 * What a run computes, whatever its seed: its own configuration and that of all stages it stands on. Fields are
 * `<stage kind>.<group>.<field>`; where several stages of one kind differ, their values are joined by `, `.
 */
export const recipeSchema = z.record(z.string(), fieldValueSchema);
export type Recipe = z.infer<typeof recipeSchema>;

export const runSchema = z.object({
  key: z.string(),
  /** Stage kind, or `imported`. */
  kind: z.string(),
  /** The user's name for it, else the stage's title in its first experiment, else the title of its kind. */
  title: z.string(),
  renamed: z.boolean(),
  state: stageStateSchema,
  /** Names of the experiments that need it, oldest first. */
  experiments: z.array(z.string()),
  /** Labels of the rows that need it. */
  methods: z.array(z.string()),
  /** Student's or teacher's Transformer layers of the model trained or measured; null where there is none. */
  layers: z.int().nullable(),
  seed: z.int(),
  /** Equal for runs that differ in nothing but their seeds (their own, or those of what they stand on). */
  recipe: z.string(),
  /** Names; null where it is not known any more, or does not apply. */
  dataset: z.string().nullable(),
  plm: z.string().nullable(),
  /** `main-table` etc. is the experiment; this is `paper`, `repo` or the user's own; null for imported runs. */
  preset: z.string().nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  progress: progressSchema.nullable(),
  device: deviceSchema.nullable(),
  /** Of its artifact on disk; null without one. */
  bytes: z.number().nullable(),
  /** Every number of its summary: `auc` (a share), `finalLoss`, `parameters`, ... */
  metrics: z.record(z.string(), z.number()),
  error: z.string().nullable(),
  /** The error, for readers of any language; absent where only English is known. */
  errorSaid: saidSchema.optional(),
  /** Where an imported run is from, e.g. `MLflow: /data/mlruns`; null for our own. */
  importedFrom: z.string().nullable(),
  tags: z.array(z.string()),
  /** Markdown. */
  note: z.string(),
  starred: z.boolean(),
  archived: z.boolean(),
  /** When it was put into the trash; null: it is not there. */
  trashedAt: time.nullable(),
});
export type Run = z.infer<typeof runSchema>;

export const runListSchema = z.object({
  runs: z.array(runSchema),
  /** By `Run.recipe`; many runs share one. */
  recipes: z.record(z.string(), recipeSchema),
});
export type RunList = z.infer<typeof runListSchema>;

/** What a user can change of a run; absent fields stay as they are. */
export const runChangeSchema = z.strictObject({
  /** Null: back to the stage's own title. */
  name: z.string().trim().min(1).max(200).nullable().optional(),
  note: z.string().max(100_000).optional(),
  starred: z.boolean().optional(),
  archived: z.boolean().optional(),
  addTags: z.array(z.string().trim().min(1).max(60)).optional(),
  removeTags: z.array(z.string()).optional(),
});
export type RunChange = z.infer<typeof runChangeSchema>;

const linkedRunSchema = runSchema.pick({ key: true, kind: true, title: true, state: true, seed: true });

export const runFileSchema = z.object({ path: z.string(), bytes: z.number(), sha256: z.string().nullable() });

/** All that is known of one run. */
export const runDetailSchema = z.object({
  run: runSchema,
  recipe: recipeSchema,
  /** The stage's own resolved configuration. */
  config: z.record(z.string(), z.unknown()),
  summary: z.record(z.string(), z.unknown()).nullable(),
  /** What it was computed from, by input name, and what was computed from it. */
  inputs: z.array(linkedRunSchema.extend({ name: z.string() })),
  usedBy: z.array(linkedRunSchema),
  /** Runs of the same recipe: its other repeats. */
  repeats: z.array(linkedRunSchema),
  environment: z.object({
    labVersion: z.string().nullable(),
    /** Of the lab's own source; null in a packed application without one. */
    commit: z.string().nullable(),
    numericsVersion: z.int().nullable(),
    device: deviceSchema.nullable(),
  }),
  /** Key of the dataset artifact: a hash of its files' contents. */
  dataHash: z.string().nullable(),
  /** Absolute folder; null without an artifact. */
  folder: z.string().nullable(),
  files: z.array(runFileSchema),
  /** What a running or stopped stage would go on from. */
  checkpoint: z.object({ bytes: z.number(), savedAt: time }).nullable(),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

export const runCurvesSchema = z.object({ key: z.string(), curves: z.array(curveSchema) });
export type RunCurves = z.infer<typeof runCurvesSchema>;

/** Why a run, or its files, stay; the words are the reader's language's (shared/stay-words.ts). */
export const STAY_REASONS = [
  'dataset',
  'plm',
  'checkpoint',
  'dataset-first', // the same three where they have to be removed before
  'plm-first',
  'checkpoint-first',
  'open', // it runs or waits
  'base', // a kept checkpoint differs from it
  'read', // an unfinished run reads it
  'experiment',
  'stands', // an unfinished run stands on it
] as const;
export const stayReasonSchema = z.object({
  code: z.enum(STAY_REASONS),
  values: z.record(z.string(), z.string()),
});
export type StayReason = z.infer<typeof stayReasonSchema>;

export const purgeReportSchema = z.object({
  purged: z.array(z.string()),
  bytesFreed: z.number(),
  /** Runs that stay, and why: as an English sentence, and for other languages. */
  kept: z.array(z.object({ key: z.string(), title: z.string(), reason: z.string(), why: stayReasonSchema })),
});
export type PurgeReport = z.infer<typeof purgeReportSchema>;

/** A saved arrangement of the runs table; the window knows its form. */
export const savedViewSchema = z.object({ name: z.string().min(1).max(100), state: z.unknown() });
export type SavedView = z.infer<typeof savedViewSchema>;
