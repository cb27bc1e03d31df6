/**
 * Comparison of groups of runs: the repeats of one method each. Values are as the runs hold them (shares, not percent);
 * tests and their wording follow the design of the data (docs/numerics.md, Statistics).
 */
import { z } from 'zod';
import { fieldValueSchema } from './runs.ts';

export const compareGroupSchema = z.strictObject({
  label: z.string().min(1),
  /** Keys of runs, or beginnings of them that fit one run only. */
  runs: z.array(z.string().min(6)).min(1),
});
export type CompareGroup = z.infer<typeof compareGroupSchema>;

export const compareRequestSchema = z.strictObject({
  groups: z.array(compareGroupSchema).min(1).max(64),
  /** Default: every metric that all groups have. */
  metrics: z.array(z.string()).optional(),
  /** Label of the group that all others are held against; default: every pair is compared. */
  against: z.string().optional(),
  confidence: z.number().gt(0.5).lt(1).default(0.95),
  /** Differences below this count as none (equivalence test), in the metric's own unit; default: no such test. */
  margin: z.number().positive().optional(),
});
export type CompareRequest = z.input<typeof compareRequestSchema>;

export const intervalSchema = z.object({ low: z.number(), high: z.number() });

export const groupMetricSchema = z.object({
  n: z.int(),
  mean: z.number(),
  /** Sample standard deviation (n - 1) and Student-t interval of the mean; null with one value. */
  sd: z.number().nullable(),
  interval: intervalSchema.nullable(),
  min: z.number(),
  max: z.number(),
  /** In the order of `seeds` and `runs`. */
  values: z.array(z.number()),
  seeds: z.array(z.int()),
  runs: z.array(z.string()),
});
export type GroupMetric = z.infer<typeof groupMetricSchema>;

/** What a reader must know about a pair's test; the words are the reader's language's. */
export const PAIR_WARNINGS = [
  'one-repeat', // no test is possible
  'exact-floor', // so few repeats that the exact test cannot reach 0.05
  'low-power', // a difference of the size seen would be found in less than half of such studies
  'no-spread', // all differences are equal: t is infinite or undefined
  'some-seeds-apart', // paired over the shared seeds only; others are left out
  'seeds-of-elsewhere', // equal seeds of runs that were made in different places: independent
] as const;

export const pairSchema = z.object({
  a: z.string(),
  b: z.string(),
  metric: z.string(),
  /** Paired where both groups were made in one place and share at least two seeds, else independent. */
  design: z.enum(['paired', 'independent']),
  /** Pairs; or the smaller group's size. */
  n: z.int(),
  /** Mean of b - a. */
  difference: z.number(),
  interval: intervalSchema.nullable(),
  /** Paired t, or Welch's. Null with too few values. */
  t: z.number().nullable(),
  degrees: z.number().nullable(),
  /** Two-sided. */
  p: z.number().nullable(),
  /** Holm's adjustment of `p` over all pairs and metrics of this comparison. */
  holm: z.number().nullable(),
  /** Exact: Wilcoxon's signed ranks (paired) or Mann-Whitney (independent); with ties, by all permutations. */
  exact: z
    .object({ test: z.enum(['wilcoxon', 'mann-whitney']), statistic: z.number(), p: z.number() })
    .nullable(),
  /** Cohen's d_z (paired) or Hedges' g (independent). */
  effect: z.object({ name: z.enum(['d_z', 'g']), value: z.number() }).nullable(),
  /** Paired: b - a by seed, in order of the seeds. */
  differences: z.array(z.object({ seed: z.int(), value: z.number() })),
  /** Two one-sided tests against the margin; null without a margin. */
  equivalence: z.object({ margin: z.number(), p: z.number(), equivalent: z.boolean() }).nullable(),
  power: z
    .object({
      /** Smallest true difference that these repeats would find in 80% of studies, at 5%. */
      detectable: z.number(),
      /** Repeats per group to find a true difference of the size seen in 80% of studies; null: none is seen, or one that a million would not show. */
      repeatsForSeen: z.int().nullable(),
    })
    .nullable(),
  warnings: z.array(z.enum(PAIR_WARNINGS)),
});
export type Pair = z.infer<typeof pairSchema>;

/** Where the spread of a group's metric is from: variances in the metric's unit squared; null: not separable here. */
export const varianceSchema = z.object({
  label: z.string(),
  metric: z.string(),
  total: z.number(),
  /** Sampling of the evaluated impressions (the same for all repeats). */
  evaluation: z.number().nullable(),
  /** Between sets of teachers, and between students of the same teachers. */
  teacher: z.number().nullable(),
  seed: z.number().nullable(),
});
export type VarianceParts = z.infer<typeof varianceSchema>;

export const COMPARE_PROBLEMS = [
  'data', // other datasets, or other contents under one name
  'split',
  'metric', // other definitions: an imported run, another mean rule
  'code', // other numerics version
  'preset',
  'backend',
  'unfinished',
  'trashed',
  'mixed-group', // a group's runs differ in more than their seeds
  'same-run', // a run stands in two groups
] as const;

/** What a problem says, finer than its code; the words are the reader's language's (shared/compare-words.ts). */
export const COMPARE_SENTENCES = [
  'data',
  'split',
  'impressions',
  'metric',
  'code',
  'preset',
  'backend',
  'imported',
  'imported-unnamed',
  'unfinished',
  'trashed',
  'seed-twice',
  'mixed',
  'mixed-fields',
  'same-run',
] as const;

const knownValueSchema = z.object({
  /** Null: an unnamed dataset. */
  name: z.string().nullable(),
  /** Beginning of the key of a dataset's contents; null where it has none, and for all but datasets. */
  contents: z.string().nullable(),
});
export type KnownValue = z.infer<typeof knownValueSchema>;

export const compareProblemSchema = z.object({
  code: z.enum(COMPARE_PROBLEMS),
  /** A comparison of numbers that mean different things is refused; the others are warnings. */
  severity: z.enum(['error', 'warning']),
  /** Labels it is about. */
  groups: z.array(z.string()),
  /** One sentence: what differs and where, in English. */
  message: z.string(),
  /** The same, for other languages. */
  says: z.object({
    sentence: z.enum(COMPARE_SENTENCES),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
    /** Of what differs: the values of each group that has some. */
    sides: z.array(z.object({ label: z.string(), values: z.array(knownValueSchema) })),
  }),
});
export type CompareProblem = z.infer<typeof compareProblemSchema>;

export const comparisonSchema = z.object({
  metrics: z.array(z.string()),
  confidence: z.number(),
  groups: z.array(
    z.object({
      label: z.string(),
      runs: z.array(z.string()),
      /** Null where a run of the group lacks the metric. */
      metrics: z.record(z.string(), groupMetricSchema.nullable()),
    }),
  ),
  pairs: z.array(pairSchema),
  variance: z.array(varianceSchema),
  /** Fields whose values differ between the groups; by group, its values (several: its runs differ). */
  differences: z.array(z.object({ field: z.string(), values: z.array(z.array(fieldValueSchema)) })),
  problems: z.array(compareProblemSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const bootstrapRequestSchema = z.strictObject({
  a: compareGroupSchema,
  b: compareGroupSchema,
  metric: z.string(),
  draws: z.int().min(100).max(1_000_000).default(10_000),
  seed: z.int().default(1),
  confidence: z.number().gt(0.5).lt(1).default(0.95),
});
export type BootstrapRequest = z.input<typeof bootstrapRequestSchema>;

/** Paired bootstrap over the evaluated impressions; the mean over the repeats of each impression's metric. */
export const bootstrapSchema = z.object({
  metric: z.string(),
  impressions: z.int(),
  draws: z.int(),
  /** Mean of b - a. */
  difference: z.number(),
  /** Percentile interval. */
  interval: intervalSchema,
  /** Two-sided: twice the smaller share of draws on one side of zero, at least 1 / draws. */
  p: z.number(),
  milliseconds: z.number(),
});
export type Bootstrap = z.infer<typeof bootstrapSchema>;

export const repeatsRequestSchema = z.strictObject({
  a: compareGroupSchema,
  b: compareGroupSchema,
  metric: z.string(),
  /** A true difference that one wishes to see, in the metric's own unit. */
  difference: z.number().positive(),
});
export type RepeatsRequest = z.infer<typeof repeatsRequestSchema>;

/** What it takes to see a difference of a chosen size, given the spread of these repeats; tests at 5%. */
export const repeatsSchema = z.object({
  metric: z.string(),
  difference: z.number(),
  design: z.enum(['paired', 'independent']),
  /** Pairs, or the smaller group's size. */
  n: z.int(),
  /** Share of studies like this one that would find it. */
  chance: z.number(),
  /** Pairs, or repeats per group, at which 80% of studies find it. */
  repeats: z.int(),
});
export type Repeats = z.infer<typeof repeatsSchema>;
