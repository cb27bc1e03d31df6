/** Reads a source of another program as runs of ours. Runs in a thread: large stores take seconds. */
import path from 'node:path';
import type { ImportPreview, ImportRequest } from '#shared/contract/imports.ts';
import { type Said, say } from '#shared/messages/said.ts';
import type { ForeignRun } from './foreign-run.ts';
import { type ImportedRun, toImportedRuns, unreadSeeds } from './imported-run.ts';
import { readForeignStore } from './read-source.ts';

/** One metric of a run in the form that goes between threads without a copy. */
export interface PackedCurve {
  metric: string;
  /** Whole numbers, ascending. */
  steps: Float64Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
}

export interface ReadRun extends Omit<ImportedRun, 'curves'> {
  points: number;
  /** Empty where they were not asked for. */
  curves: PackedCurve[];
}

export interface SourceRuns {
  /** Absolute path. */
  source: string;
  format: ImportPreview['format'];
  /** What was left out, and why. */
  says: Said[];
  /** Each once: equal rows of a file are one run. */
  runs: ReadRun[];
}

/** @throws AppError `not-found`, or `bad-input` for what cannot be read as runs */
export async function readRuns(request: ImportRequest, withCurves: boolean): Promise<SourceRuns> {
  const source = path.resolve(request.source);
  const store = await readForeignStore(source, request.format);
  const byKey = new Map(
    toImportedRuns(store, source, { scale: 'auto', ...request }).map((run) => [run.key, run]),
  );
  const runs = [...byKey.values()].map((run): ReadRun => ({
    ...run,
    points: run.curves.reduce((sum, { steps }) => sum + steps.length, 0),
    curves: withCurves
      ? run.curves.map(({ metric, steps, values }) => ({
          metric,
          steps: Float64Array.from(steps),
          values: Float64Array.from(values),
        }))
      : [],
  }));
  return { source, format: store.format, says: [...store.warnings, ...seedWarnings(store.runs)], runs };
}

/** So many of the seeds are named. */
const NAMED = 5;

function seedWarnings(runs: readonly ForeignRun[]): Said[] {
  const seeds = unreadSeeds(runs);
  if (seeds.length === 0) return [];
  const some = [
    ...seeds.slice(0, NAMED).map((seed) => `"${seed}"`),
    ...(seeds.length > NAMED ? ['...'] : []),
  ];
  return [say('imports.warning.noSeed', { seeds: some.join(', ') })];
}
