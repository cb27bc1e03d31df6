/** Runs for tables: as the list of runs has them, with what only the store and the artifacts know. */
import type { Run } from '#shared/contract/runs.ts';
import type { TableSource } from '#shared/contract/paper-tables.ts';
import { Origins } from '../artifacts/origins.ts';
import { measuredFacts } from '../compare/measured-facts.ts';
import type { RunLookup } from '../compare/store-source.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import type { Fate, FoundRuns, Repeat, RunSource, TableRun } from './table-run.ts';

/** Kinds of stages that an experiment measures with. */
const OWN_KINDS = ['evaluate', 'efficiency'] as const;

export class StoreRuns implements RunSource {
  private readonly store: Store;
  private readonly lookup: RunLookup;
  private readonly origins: Origins;

  constructor(store: Store, artifactFolder: (key: string) => string, lookup: RunLookup) {
    this.store = store;
    this.lookup = lookup;
    this.origins = new Origins(artifactFolder);
  }

  find(sources: readonly TableSource[]): FoundRuns {
    const wanted = sources.map((source) =>
      'runs' in source
        ? [...new Set(source.runs)].map((run): Partial<Repeat> & { run: string } => ({ run }))
        : this.ofMethod(source.experiment, source.method),
    );
    const keys = [...new Set(wanted.flat().map(({ run }) => run))];
    const present = new Map(
      this.lookup
        .list(keys)
        .runs.filter(({ state, trashedAt }) => state === 'done' && trashedAt === null)
        .map((run) => [run.key, run]),
    );
    const bodies = new Map(this.store.datasets.list().map(({ key, summary }) => [key, summary.bodies]));
    const runs: FoundRuns['runs'] = {};
    for (const [key, run] of present) {
      const stage = this.store.stages.get(key);
      if (stage) runs[key] = this.toTableRun(run, stage, bodies);
    }
    return {
      repeats: wanted.map((list) =>
        list.flatMap(({ run, seed }) => (runs[run] ? [{ run, seed: seed ?? present.get(run)!.seed }] : [])),
      ),
      runs,
    };
  }

  fate(key: string): Fate {
    if (this.store.runs.isPurged(key)) return 'purged';
    return this.store.runs.list([key])[0]?.trashed_at == null ? 'there' : 'trashed';
  }

  private ofMethod(experiment: string, method: string): Repeat[] {
    const record = this.store.experiments.get(experiment);
    if (!record) return [];
    return OWN_KINDS.flatMap((kind) => this.store.experiments.places(experiment, kind))
      .filter(({ methods }) => methods.includes(method))
      .flatMap(({ key, repeats }) =>
        repeats.map((repeat) => ({ run: key, seed: record.config.seed + repeat })),
      );
  }

  private toTableRun(run: Run, stage: StageRecord, bodies: ReadonlyMap<string, unknown>): TableRun {
    const { key, kind, experiments, methods, layers, title, metrics } = run;
    const { models, facts } = measuredFacts(this.store, run, stage);
    const origin = this.origins.of(key);
    return {
      ...facts,
      ...origin,
      numericsVersion: kind === 'imported' ? null : origin.numericsVersion,
      key,
      kind,
      experiments,
      dataset: run.dataset ?? this.datasetOf(experiments[0]),
      preset: run.preset,
      selection: selectionOf(models),
      checkpoints: models.map((model) => model.key),
      endedAt: run.endedAt,
      importedFrom: run.importedFrom,
      metrics: layers === null ? metrics : { ...metrics, layers },
      recipe: run.recipe,
      label: run.renamed ? title : (methods[0] ?? title),
      abstractsForBodies: facts.dataKey !== null && bodies.get(facts.dataKey) === 'abstract',
    };
  }

  /** The name that an experiment calls its dataset by, where the dataset itself is gone. */
  private datasetOf(experiment: string | undefined): string | null {
    return (experiment && this.store.experiments.get(experiment)?.config.dataset) ?? null;
  }
}

/** `selection` of the training settings, whichever group they are. */
function selectionOf(models: readonly StageRecord[]): string | null {
  const found = new Set(
    models.flatMap(({ config }) =>
      Object.values(config).flatMap((group: unknown) =>
        group !== null && typeof group === 'object' && 'selection' in group ? String(group.selection) : [],
      ),
    ),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}
