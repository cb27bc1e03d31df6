/** Runs for comparisons: as the list of runs has them, with what only the store and the artifacts know. */
import type { Recipe, Run, RunList } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { Origins } from '../artifacts/origins.ts';
import { wholeKey } from '../runs/whole-key.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import type { CompareRun, CompareSource } from './compare-run.ts';
import { measuredFacts } from './measured-facts.ts';

/** The list of runs, as far as it is needed here. */
export interface RunLookup {
  list(keys: readonly string[]): RunList;
}

export class StoreSource implements CompareSource {
  private readonly store: Store;
  private readonly artifacts: Pick<ArtifactStore, 'path'>;
  private readonly lookup: RunLookup;
  private readonly origins: Origins;

  constructor(store: Store, artifacts: Pick<ArtifactStore, 'path'>, lookup: RunLookup) {
    this.store = store;
    this.artifacts = artifacts;
    this.lookup = lookup;
    this.origins = new Origins((key) => artifacts.path(key));
  }

  runs(wanted: readonly string[]): CompareRun[] {
    const keys = [...new Set(wanted.map((key) => wholeKey(this.store, key)))];
    const list = this.lookup.list(keys);
    const known = new Map(list.runs.map((run) => [run.key, run]));
    return keys.map((key) => {
      const [run, stage] = [known.get(key), this.store.stages.get(key)];
      if (!run || !stage) throw AppError.of('not-found', 'error.noRun', { key }, { key });
      return this.toCompareRun(run, stage, list.recipes[run.recipe] ?? {});
    });
  }

  private toCompareRun(run: Run, stage: StageRecord, fields: Recipe): CompareRun {
    const { key, kind, title, seed, recipe, dataset, preset, importedFrom, metrics, trashedAt } = run;
    const { facts } = measuredFacts(this.store, run, stage);
    return {
      ...facts,
      key,
      title,
      seed,
      isFinished: stage.state === 'done',
      isTrashed: trashedAt !== null,
      metrics,
      dataset,
      preset,
      numericsVersion: kind === 'imported' ? null : this.origins.of(key).numericsVersion,
      importedFrom,
      recipe,
      fields,
      folder: stage.config.kind === 'evaluate' ? this.artifacts.path(key) : null,
    };
  }
}
