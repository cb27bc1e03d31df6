/**
 * A run as tables see it, and where they are looked up. What a saved table was made of is kept as a snapshot of these, so
 * that its numbers can be printed again after a run changed or is gone.
 */
import type { PaperRun, TableSource } from '#shared/contract/paper-tables.ts';
import type { CompareRun } from '../compare/compare-run.ts';

export interface TableRun
  extends PaperRun, Pick<CompareRun, 'impressions' | 'skipped' | 'meanOver' | 'teachers'> {
  /** By name, see shared/metrics.ts; shares are not percent. */
  metrics: Record<string, number>;
  /** Equal for runs that differ in nothing but their seeds. */
  recipe: string;
  /** Its method, where it has one, else what it is called. */
  label: string;
  /** Of its dataset. */
  abstractsForBodies: boolean;
}

/** One repeat: a run, and the seed it counts as. */
export interface Repeat {
  run: string;
  seed: number;
}

export interface FoundRuns {
  /** For each source that was asked for. */
  repeats: Repeat[][];
  runs: Record<string, TableRun>;
}

/** What a table was made of, and some of what it was made of before: by source, its repeats; by key, the runs as they were. */
export interface Snapshot {
  takenAt: number;
  sources: Record<string, Repeat[]>;
  runs: Record<string, TableRun>;
  /** Metric -> version of its definition. */
  metrics: Record<string, number>;
}

export type Fate = 'there' | 'trashed' | 'purged';

/** The lab's runs as they are now. */
export interface RunSource {
  /** Finished runs of each source that are not in the trash. */
  find(sources: readonly TableSource[]): FoundRuns;
  /** What became of a run. */
  fate(key: string): Fate;
}

/** Names a source within a snapshot. */
export const sourceId = (source: TableSource): string =>
  'runs' in source
    ? `runs:${source.runs.join(',')}`
    : `method:${JSON.stringify([source.experiment, source.method])}`;

/** Those of our runs that hold a metric of ranking or of speed, and whatever an imported one brings. */
export const MEASURED_KINDS = ['evaluate', 'efficiency', 'imported'] as const;
