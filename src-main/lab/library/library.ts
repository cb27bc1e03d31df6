/**
 * Imported datasets and PLMs: an import is a stage like any other, known by the content of its source; the name is
 * entered when the artifact is whole, so there is never half an import.
 */
import path from 'node:path';
import { nameSchema } from '#shared/config/base-plm.ts';
import type { Experiment } from '#shared/config/experiment.ts';
import { plmConfigSchema } from '#shared/config/plm-config.ts';
import type { Dataset, Plm } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { datasetSummarySchema } from '#shared/trainer-protocol/messages.ts';
import { ArtifactStore } from '../artifacts/artifact-store.ts';
import { fingerprint } from '../artifacts/fingerprint.ts';
import type { EventHub } from '../events/event-hub.ts';
import { namedDatasets, namedPlms } from '../experiments/experiment-plan.ts';
import { importKey } from '../graph/stage-key.ts';
import type { StageDesk } from '../queue/stage-desk.ts';
import type { Store } from '../store/store.ts';

type ImportKind = 'import-dataset' | 'import-plm';

/** Imports go before all experiments: somebody waits for them. */
const IMPORT_RANK = { order: -1, repeat: 0, chain: 0 };

export class Library {
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly stages: StageDesk;
  private readonly hub: EventHub;
  private imports = 0;

  constructor(store: Store, artifacts: ArtifactStore, stages: StageDesk, hub: EventHub) {
    this.store = store;
    this.artifacts = artifacts;
    this.stages = stages;
    this.hub = hub;
  }

  dataset(name: string): Dataset {
    const dataset = this.store.datasets.get(name);
    if (!dataset) throw new AppError('not-found', `There is no dataset "${name}".`, { name });
    return dataset;
  }

  async importDataset(name: string, source: string): Promise<Dataset> {
    checkName(name);
    const full = path.resolve(source);
    const key = importKey('import-dataset', await fingerprint(full));
    const existing = this.store.datasets.get(name);
    if (existing) requireSame('dataset', existing, key);
    const imported = await this.import('import-dataset', key, full);
    if (existing) return existing;
    const summary = datasetSummarySchema.parse(imported.summary);
    const dataset = { name, key, source: full, importedAt: Date.now(), bytes: imported.bytes, summary };
    this.enter('dataset', this.store.datasets, dataset);
    this.hub.publish({ type: 'datasets' });
    return dataset;
  }

  async importPlm(name: string, source: string): Promise<Plm> {
    checkName(name);
    const full = path.resolve(source);
    const key = importKey('import-plm', await fingerprint(full));
    const existing = this.store.plms.get(name);
    if (existing) requireSame('PLM', existing, key);
    const { summary, bytes } = await this.import('import-plm', key, full);
    if (existing) return existing;
    const config = plmConfigSchema.parse(summary.config);
    const parameters = Number(summary.parameters);
    const plm = { name, key, source: full, importedAt: Date.now(), bytes, config, parameters };
    this.enter('PLM', this.store.plms, plm);
    this.hub.publish({ type: 'plms' });
    return plm;
  }

  removeDataset(name: string): void {
    const { key } = this.dataset(name);
    this.requireUnused(name, 'dataset', (config) => namedDatasets(config).has(name));
    this.store.datasets.remove(name);
    this.removeArtifact(key, this.store.datasets.list());
    this.hub.publish({ type: 'datasets' });
  }

  removePlm(name: string): void {
    const plm = this.store.plms.get(name);
    if (!plm) throw new AppError('not-found', `There is no PLM "${name}".`, { name });
    this.requireUnused(name, 'PLM', (config) => namedPlms(config).has(name));
    this.store.plms.remove(name);
    this.removeArtifact(plm.key, this.store.plms.list());
    this.hub.publish({ type: 'plms' });
  }

  /** Runs the import stage unless its artifact is there. */
  private async import(
    kind: ImportKind,
    key: string,
    source: string,
  ): Promise<{ summary: Record<string, unknown>; bytes: number }> {
    const config = { kind, source };
    this.store.stages.add({ key, config, inputs: {}, seed: 0 });
    if (!this.stages.isFinished(key)) {
      const owner = `import ${++this.imports}`;
      const end = this.stages.outcome(key);
      const job = { key, config, seed: 0, inputs: {}, backend: 'auto' as const };
      this.stages.add(owner, [{ job, rank: IMPORT_RANK }]);
      const outcome = await end;
      if (outcome.type === 'failed') {
        await this.stages.withdraw(owner, 'stop');
        throw AppError.fromShape(outcome.error);
      }
      if (outcome.type === 'stopped')
        throw new AppError('stopped', `The import of ${source} was stopped; nothing of it is kept.`, {
          source,
        });
    }
    const manifest = this.artifacts.find(key);
    if (!manifest)
      throw new AppError('corrupt', `The imported files of ${source} are gone; import again.`, { source });
    return { summary: manifest.summary, bytes: ArtifactStore.bytes(manifest) };
  }

  /** Another import may have taken the name meanwhile. */
  private enter<T extends { name: string; key: string }>(
    what: string,
    table: { get(name: string): T | undefined; add(item: T): void },
    item: T,
  ): void {
    this.store.transaction(() => {
      const other = table.get(item.name);
      if (other) requireSame(what, other, item.key);
      else table.add(item);
    });
  }

  private requireUnused(
    name: string,
    what: string,
    uses: (config: Experiment) => boolean,
  ): void {
    const users = this.store.experiments.list().filter(({ config }) => uses(config));
    if (users.length === 0) return;
    const names = users.map((user) => user.name);
    throw new AppError(
      'conflict',
      `The ${what} "${name}" is used by ${names.join(', ')}. Remove ${names.length > 1 ? 'these experiments' : 'that experiment'} first.`,
      { name, experiments: names },
    );
  }

  /** The files go with the last name; the stage's row stays, as a record of what derived stages read. */
  private removeArtifact(key: string, others: readonly { key: string }[]): void {
    if (others.some((other) => other.key === key)) return;
    this.artifacts.remove(key);
    this.store.stages.change(key, { state: 'stopped' });
  }
}

function checkName(name: string): void {
  const parsed = nameSchema.safeParse(name);
  if (!parsed.success)
    throw new AppError('bad-input', `The name "${name}" does not do. ${parsed.error.issues[0]!.message}`, {
      name,
    });
}

function requireSame(what: string, existing: { name: string; key: string }, key: string): void {
  if (existing.key === key) return;
  throw new AppError(
    'conflict',
    `There is a ${what} "${existing.name}" with other content. Choose another name, or remove that ${what} first.`,
    { name: existing.name },
  );
}
