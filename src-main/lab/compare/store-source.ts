/** Runs for comparisons, read from the store and the manifests of their artifacts. */
import type { Recipe } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST_FILE, manifestSchema } from '../artifacts/manifest.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import type { CompareRun, CompareSource } from './compare-run.ts';

/** What sets a run's repeats aside: see src-main/lab/runs. */
export interface RunIdentity {
  recipe: string;
  fields: Recipe;
  seed: number;
  title: string;
  preset: string | null;
  dataset: string | null;
}

export class StoreSource implements CompareSource {
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly identity: (key: string) => RunIdentity;
  /** Manifests never change. */
  private readonly versions = new Map<string, number | null>();

  constructor(store: Store, artifacts: ArtifactStore, identity: (key: string) => RunIdentity) {
    this.store = store;
    this.artifacts = artifacts;
    this.identity = identity;
  }

  run(wanted: string): CompareRun {
    const stage = this.find(wanted);
    const { key, kind, summary, inputs } = stage;
    const models = modelsOf(this.store, stage);
    const { recipe, fields, seed, title, preset, dataset } = this.identity(key);
    const config = stage.config as unknown as Record<string, unknown>;
    const isImported = (kind as string) === 'imported';
    const backend = (models[0]?.device ?? stage.device)?.backend ?? null;
    return {
      key,
      title,
      seed,
      isFinished: stage.state === 'done',
      metrics: numbersOf(summary),
      dataset,
      dataKey: inputs.dataset ?? models[0]?.inputs.dataset ?? null,
      split: textOf(summary?.split) ?? textOf(config.split),
      impressions: kind === 'evaluate' ? numberOf(summary?.impressions) : null,
      skipped: numberOf(summary?.skipped) ?? 0,
      meanOver: stage.config.kind === 'evaluate' ? stage.config.evaluation.meanOver : null,
      preset,
      backend: backend === 'none' ? null : backend,
      numericsVersion: isImported ? null : this.version(key),
      importedFrom: isImported ? `${textOf(config.format)}: ${textOf(config.source)}` : null,
      recipe,
      fields,
      teachers: teachersOf(this.store, models),
      folder: kind === 'evaluate' ? this.artifacts.path(key) : null,
    };
  }

  private find(wanted: string): StageRecord {
    const exact = this.store.stages.get(wanted);
    if (exact) return exact;
    const [first, second] = this.store.stages.keysFrom(wanted, 2);
    if (first === undefined) throw new AppError('not-found', `There is no run ${wanted}.`, { key: wanted });
    if (second !== undefined)
      throw new AppError('bad-input', `Several runs begin with ${wanted}; give more of the key.`, {
        key: wanted,
      });
    return this.store.stages.get(first)!;
  }

  private version(key: string): number | null {
    const known = this.versions.get(key);
    if (known !== undefined) return known;
    let version: number | null = null;
    try {
      const text = readFileSync(path.join(this.artifacts.path(key), MANIFEST_FILE), 'utf8');
      version = manifestSchema.parse(JSON.parse(text)).numericsVersion;
    } catch {
      // A purged or damaged artifact: its numbers are still in the database.
    }
    this.versions.set(key, version);
    return version;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function numbersOf(summary: StageRecord['summary']): Record<string, number> {
  const entries = Object.entries(summary ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

function modelsOf(store: Store, { inputs }: StageRecord): StageRecord[] {
  const names = Object.keys(inputs).filter((name) => name.startsWith('model-'));
  return names.flatMap((name) => store.stages.get(inputs[name] as string) ?? []);
}

/** Keys of the teachers that the models, or the Stage I students they start from, learned from. */
function teachersOf(store: Store, models: readonly StageRecord[]): string | null {
  const teachers = new Set<string>();
  const look = (stage: StageRecord): void => {
    for (const [name, key] of Object.entries(stage.inputs)) {
      if (/^teacher-\d+$|^teachers$/.test(name)) teachers.add(key);
      const start = name === 'init' ? store.stages.get(key) : undefined;
      if (start?.kind === 'stage-one') look(start);
    }
  };
  models.forEach(look);
  return teachers.size === 0 ? null : [...teachers].sort().join();
}
