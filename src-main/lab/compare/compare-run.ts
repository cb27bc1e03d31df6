/** A run as comparisons see it: its numbers, and all that must be equal for two numbers to mean the same. */
import type { Recipe } from '#shared/contract/runs.ts';

export interface CompareRun {
  key: string;
  title: string;
  /** The repeat it counts as; pairs are made by it. */
  seed: number;
  isFinished: boolean;
  isTrashed: boolean;
  metrics: Readonly<Record<string, number>>;
  /** Name, and key of the contents; null where it is not known. */
  dataset: string | null;
  dataKey: string | null;
  split: string | null;
  /** Evaluated impressions, and those of them without both classes; null where it is no evaluation of ours. */
  impressions: number | null;
  skipped: number;
  /** `evaluation.meanOver`. */
  meanOver: string | null;
  preset: string | null;
  backend: string | null;
  numericsVersion: number | null;
  importedFrom: string | null;
  /** Equal for runs that differ in their seeds alone; and its fields. */
  recipe: string;
  fields: Recipe;
  /** Names the set of teachers it learned from; null: from none. */
  teachers: string | null;
  /** Folder with `per-impression.f32`; null where it is no evaluation of ours. */
  folder: string | null;
}

export interface CompareSource {
  /**
   * In the order of the keys; one run once.
   * @param keys whole, or beginnings that fit one run only
   * @throws AppError `not-found`, `bad-input` where one fits several
   */
  runs(keys: readonly string[]): CompareRun[];
}

/** The runs of one label. */
export interface RunGroup {
  label: string;
  runs: CompareRun[];
}
