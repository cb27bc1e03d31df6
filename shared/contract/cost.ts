/** What an experiment will take on this machine, before it starts, and what the estimate is based on. */
import { z } from 'zod';

export const costRangeSchema = z.object({ low: z.number(), likely: z.number(), high: z.number() });
export type CostRange = z.infer<typeof costRangeSchema>;

/**
 * `measured`: stages of that kind and about that size were timed here; `scaled`: of that kind, but of another size;
 * `related`: only other kinds of training; `none`: nothing was.
 */
export const COST_BASES = ['measured', 'scaled', 'related', 'none'] as const;
export type CostBasis = (typeof COST_BASES)[number];

/** All stages of one kind that are to be computed. */
export const kindCostSchema = z.object({
  kind: z.string(),
  stages: z.int(),
  /** One after the other; null where nothing was measured. */
  seconds: costRangeSchema.nullable(),
  basis: z.enum(COST_BASES),
  /** Finished stages that the times are from. */
  timed: z.int(),
  diskBytes: z.number(),
  /** Finished stages that the sizes are from; 0: worked out from the number of parameters and news. */
  weighed: z.int(),
  /** The largest of them. */
  memoryBytes: z.number(),
  /** Finished stages whose memory was sampled; 0: worked out from model and batch. */
  sampled: z.int(),
});
export type KindCost = z.infer<typeof kindCostSchema>;

export const costSchema = z.object({
  /** With as many stages side by side as there are slots; null while a kind was never measured. */
  seconds: costRangeSchema.nullable(),
  /** Of the kinds that were measured: it takes at least so long. */
  knownSeconds: z.number(),
  /** What the times were measured with; null: nothing was. */
  backend: z.string().nullable(),
  slots: z.int(),
  /** Artifacts that stay. */
  diskBytes: z.number(),
  /** Checkpoints while it runs. */
  temporaryBytes: z.number(),
  /** Of the stages that run side by side. */
  memoryBytes: z.number(),
  diskFreeBytes: z.number(),
  memoryFreeBytes: z.number(),
  /** What will not fit. */
  warnings: z.array(z.enum(['disk', 'memory'])),
  kinds: z.array(kindCostSchema),
});
export type Cost = z.infer<typeof costSchema>;
