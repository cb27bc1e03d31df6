/** Runs for tables, read from the store and the manifests of their artifacts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TableSource } from '#shared/contract/paper-tables.ts';
import {
  efficiencySummarySchema,
  evaluationSummarySchema,
  trainingSummarySchema,
} from '#shared/trainer-protocol/messages.ts';
import { MANIFEST_FILE, manifestSchema } from '../artifacts/manifest.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import { type FoundRuns, MEASURED_KINDS, type Repeat, type RunSource, type TableRun } from './table-run.ts';

/** What the lab says of runs apart from their stages. */
export interface RunMarks {
  isTrashed(key: string): boolean;
  /** Recipe of a run, equal for runs that differ in their seeds alone; and the seed it counts as. */
  identity(key: string): { recipe: string; seed: number } | undefined;
}

type Origin = Pick<TableRun, 'numericsVersion' | 'commit' | 'labVersion'>;
const UNKNOWN: Origin = { numericsVersion: null, commit: null, labVersion: null };

export class StoreRuns implements RunSource {
  private readonly store: Store;
  private readonly artifactFolder: (key: string) => string;
  private readonly marks: RunMarks;
  /** Manifests never change. */
  private readonly origins = new Map<string, Origin>();

  constructor(store: Store, artifactFolder: (key: string) => string, marks: RunMarks) {
    this.store = store;
    this.artifactFolder = artifactFolder;
    this.marks = marks;
  }

  find(source: TableSource): FoundRuns {
    const repeats =
      'runs' in source ? this.named(source.runs) : this.ofMethod(source.experiment, source.method);
    const found: FoundRuns = { repeats: [], runs: {} };
    for (const repeat of repeats) {
      if (this.fate(repeat.run) !== 'there') continue;
      const run = found.runs[repeat.run] ?? this.read(repeat.run);
      if (!run) continue;
      found.repeats.push(repeat);
      found.runs[repeat.run] = run;
    }
    return found;
  }

  fate(key: string): 'there' | 'trashed' | 'purged' {
    const stage = this.store.stages.get(key);
    if (!stage) return 'purged';
    return this.marks.isTrashed(key) ? 'trashed' : 'there';
  }

  private named(keys: readonly string[]): Repeat[] {
    return keys.map((run) => ({
      run,
      seed: this.marks.identity(run)?.seed ?? this.store.stages.get(run)?.seed ?? 0,
    }));
  }

  private ofMethod(experiment: string, method: string): Repeat[] {
    const record = this.store.experiments.get(experiment);
    if (!record) return [];
    return MEASURED_KINDS.flatMap((kind) =>
      kind === 'imported' ? [] : this.store.experiments.places(experiment, kind as 'evaluate' | 'efficiency'),
    )
      .filter(({ methods }) => methods.includes(method))
      .flatMap(({ key, repeats }) =>
        repeats.map((repeat) => ({ run: key, seed: record.config.seed + repeat })),
      );
  }

  /** Undefined where it is not finished. */
  private read(key: string): TableRun | undefined {
    const stage = this.store.stages.get(key);
    if (stage?.state !== 'done') return undefined;
    const models = modelKeys(stage).flatMap((input) => this.store.stages.get(input) ?? []);
    const experiments = this.store.experiments.holders(key);
    const record = experiments[0] === undefined ? undefined : this.store.experiments.get(experiments[0]);
    const dataKey = stage.inputs.dataset ?? models[0]?.inputs.dataset ?? null;
    const dataset = this.store.datasets.list().find((one) => one.key === dataKey);
    const imported = importedFacts(stage);
    const device = models[0]?.device ?? stage.device;
    return {
      key,
      kind: stage.kind,
      experiments: imported?.experiments ?? experiments,
      dataset: imported ? imported.dataset : (dataset?.name ?? record?.config.dataset ?? null),
      dataKey,
      split: imported ? imported.split : splitOf(stage),
      preset: imported ? null : (record?.config.preset ?? null),
      backend: device && device.backend !== 'none' ? device.backend : null,
      ...this.origin(key),
      selection: selectionOf(models),
      checkpoints: models.map((model) => model.key),
      endedAt: stage.endedAt,
      importedFrom: imported?.from ?? null,
      metrics: metricsOf(stage, models),
      recipe:
        this.marks.identity(key)?.recipe ??
        JSON.stringify([stage.config, models.map(({ config }) => config)]),
      abstractsForBodies: dataset?.summary.bodies === 'abstract',
      skipped: Number(stage.summary?.skipped ?? 0),
    };
  }

  private origin(key: string): Origin {
    const known = this.origins.get(key);
    if (known) return known;
    try {
      const text = readFileSync(path.join(this.artifactFolder(key), MANIFEST_FILE), 'utf8');
      const { numericsVersion, lab } = manifestSchema.parse(JSON.parse(text));
      const origin = { numericsVersion, commit: lab.commit, labVersion: lab.version };
      this.origins.set(key, origin);
      return origin;
    } catch {
      // A purged or damaged artifact: its numbers are still in the database.
      return UNKNOWN;
    }
  }
}

const modelKeys = ({ inputs }: StageRecord): string[] =>
  Object.entries(inputs)
    .filter(([name]) => name.startsWith('model-'))
    .map(([, key]) => key);

function splitOf({ summary, config }: StageRecord): string | null {
  const split = summary?.split ?? ('split' in config ? config.split : undefined);
  return typeof split === 'string' ? split : null;
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

/** All numbers of the summary; of models and their timing, what tables ask for by name. */
function metricsOf(stage: StageRecord, models: readonly StageRecord[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, value] of Object.entries(stage.summary ?? {}))
    if (typeof value === 'number' && Number.isFinite(value)) metrics[name] = value;
  const layers = layersOf(stage, models);
  if (layers !== null) metrics.layers = layers;
  if (evaluationSummarySchema.safeParse(stage.summary).success) {
    const trained = models.map(({ summary }) => trainingSummarySchema.partial().safeParse(summary).data);
    const sum = (of: 'parameters' | 'seconds') => trained.reduce((all, one) => all + (one?.[of] ?? NaN), 0);
    if (trained.length > 0 && Number.isFinite(sum('parameters'))) metrics.parameters = sum('parameters');
    if (trained.length > 0 && Number.isFinite(sum('seconds'))) metrics.trainingSeconds = sum('seconds');
  }
  const timed = efficiencySummarySchema.safeParse(stage.summary);
  if (timed.success) {
    metrics.newsPerSecond = Math.max(...timed.data.speeds.map(({ newsPerSecond }) => newsPerSecond));
    if (timed.data.ranking) metrics.rankingMs = timed.data.ranking.p50Ms;
  }
  return metrics;
}

/** Of the model; of several, the first's. */
function layersOf({ config }: StageRecord, models: readonly StageRecord[]): number | null {
  if (config.kind === 'efficiency') return config.models[0]?.layers ?? null;
  const model = models[0]?.config;
  return model && 'layers' in model ? model.layers : null;
}

interface ImportedFacts {
  from: string;
  experiments: string[];
  dataset: string | null;
  split: string | null;
}

function importedFacts({ kind, config }: StageRecord): ImportedFacts | null {
  if ((kind as string) !== 'imported') return null;
  const { format, source, experiment, dataset, split } = config as unknown as Record<string, unknown>;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    from: `${text(format) ?? ''}: ${text(source) ?? ''}`,
    experiments: text(experiment) === null ? [] : [text(experiment)!],
    dataset: text(dataset),
    split: text(split),
  };
}
