/** Weights of finished runs, the checkpoints that unfinished ones go on from, and what takes the disk. */
import { z } from 'zod';
import { nameSchema } from '../config/base-plm.ts';

const time = z.number();

export const checkpointSchema = z.object({
  /** Of the run. */
  key: z.string(),
  /** `weights`: of a finished run; `resume`: what a stopped one would go on from. */
  form: z.enum(['weights', 'resume']),
  kind: z.string(),
  title: z.string(),
  methods: z.array(z.string()),
  experiments: z.array(z.string()),
  seed: z.int(),
  /** Of all its files. */
  bytes: z.number(),
  savedAt: time,
  /** The user's name for it: it is kept whatever is cleaned up. Null: it has none. */
  keptAs: z.string().nullable(),
  /** Runs that were computed from it, and those of them that are not finished. */
  usedBy: z.int(),
  neededBy: z.int(),
  /** Mean AUC (a share) of the evaluations of these weights; null without one. */
  auc: z.number().nullable(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const diskOfKindSchema = z.object({
  kind: z.string(),
  artifacts: z.int(),
  bytes: z.number(),
  /** Whose files can go: finished, and neither kept, named nor needed by a run that is not finished. */
  spare: z.int(),
  spareBytes: z.number(),
});
export type DiskOfKind = z.infer<typeof diskOfKindSchema>;

export const diskUseSchema = z.object({
  kinds: z.array(diskOfKindSchema),
  /** Runs that no experiment, no table, no mark of the user's and no kept checkpoint stands on. */
  unused: z.object({ runs: z.int(), bytes: z.number() }),
  /** Checkpoints of unfinished runs. */
  resume: z.object({ runs: z.int(), bytes: z.number() }),
  databaseBytes: z.number(),
  freeBytes: z.number(),
});
export type DiskUse = z.infer<typeof diskUseSchema>;

export const checkpointListSchema = z.object({ checkpoints: z.array(checkpointSchema), disk: diskUseSchema });
export type CheckpointList = z.infer<typeof checkpointListSchema>;

export const keepRequestSchema = z.strictObject({ key: z.string(), name: nameSchema });

export const weightsExportSchema = z.object({
  folder: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number() })),
  bytes: z.number(),
});
export type WeightsExport = z.infer<typeof weightsExportSchema>;

/** What is taken off the disk; runs stay as records in `kind`, and go for good in `unused`. */
export const cleanUpRequestSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('kind'), kind: z.string() }),
  z.strictObject({ what: z.literal('unused') }),
  z.strictObject({ what: z.literal('resume') }),
]);
export type CleanUpRequest = z.infer<typeof cleanUpRequestSchema>;
