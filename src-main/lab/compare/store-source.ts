/** Runs for comparisons: as the list of runs has them, with what only the store and the artifacts know. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Recipe, Run, RunList } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { MANIFEST_FILE, manifestSchema } from '../artifacts/manifest.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import type { CompareRun, CompareSource } from './compare-run.ts';
import { teachersOf } from './teachers.ts';

/** The list of runs, as far as it is needed here. */
export interface RunLookup {
  list(keys: readonly string[]): RunList;
}

export class StoreSource implements CompareSource {
  private readonly store: Store;
  private readonly artifacts: Pick<ArtifactStore, 'path'>;
  private readonly lookup: RunLookup;
  /** Manifests never change. */
  private readonly versions = new Map<string, number>();

  constructor(store: Store, artifacts: Pick<ArtifactStore, 'path'>, lookup: RunLookup) {
    this.store = store;
    this.artifacts = artifacts;
    this.lookup = lookup;
  }

  runs(wanted: readonly string[]): CompareRun[] {
    const keys = [...new Set(wanted.map((key) => this.wholeKey(key)))];
    const list = this.lookup.list(keys);
    const known = new Map(list.runs.map((run) => [run.key, run]));
    return keys.map((key) => {
      const [run, stage] = [known.get(key), this.store.stages.get(key)];
      if (!run || !stage) throw new AppError('not-found', `There is no run ${key}.`, { key });
      return this.toCompareRun(run, stage, list.recipes[run.recipe] ?? {});
    });
  }

  private wholeKey(start: string): string {
    if (this.store.stages.get(start)) return start;
    const [first, second] = this.store.stages.keysFrom(start, 2);
    if (first === undefined) throw new AppError('not-found', `There is no run ${start}.`, { key: start });
    if (second !== undefined)
      throw new AppError('bad-input', `Several runs begin with ${start}; give more of the key.`, {
        key: start,
      });
    return first;
  }

  private toCompareRun(run: Run, stage: StageRecord, fields: Recipe): CompareRun {
    const { key, kind, title, seed, recipe, dataset, preset, importedFrom, metrics } = run;
    const models = modelsOf(this.store, stage);
    const config = stage.config as unknown as Record<string, unknown>;
    const isEvaluation = stage.config.kind === 'evaluate';
    // The models' device: measuring itself takes no tensors.
    const backend = (models[0]?.device ?? stage.device)?.backend ?? null;
    return {
      key,
      title,
      seed,
      isFinished: stage.state === 'done',
      metrics,
      dataset,
      dataKey: stage.inputs.dataset ?? models[0]?.inputs.dataset ?? null,
      split: textOf(stage.summary?.split) ?? textOf(config.split),
      impressions: isEvaluation ? (metrics.impressions ?? null) : null,
      skipped: metrics.skipped ?? 0,
      meanOver: stage.config.kind === 'evaluate' ? stage.config.evaluation.meanOver : null,
      preset,
      backend: backend === 'none' ? null : backend,
      numericsVersion: kind === 'imported' ? null : this.version(key),
      importedFrom,
      recipe,
      fields,
      teachers: teachersOf(this.store, models),
      folder: isEvaluation ? this.artifacts.path(key) : null,
    };
  }

  private version(key: string): number | null {
    const known = this.versions.get(key);
    if (known !== undefined) return known;
    try {
      const text = readFileSync(path.join(this.artifacts.path(key), MANIFEST_FILE), 'utf8');
      const { numericsVersion } = manifestSchema.parse(JSON.parse(text));
      this.versions.set(key, numericsVersion);
      return numericsVersion;
    } catch {
      // A purged or damaged artifact: its numbers are still in the database.
      return null;
    }
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function modelsOf(store: Store, { inputs }: StageRecord): StageRecord[] {
  const names = Object.keys(inputs).filter((name) => name.startsWith('model-'));
  return names.flatMap((name) => store.stages.get(inputs[name] as string) ?? []);
}
