/**
 * Imported datasets and PLMs, and datasets made from others: each is a stage like any other, an import known by the
 * content of its source; the name is entered when the artifact is whole, so there is never half of one.
 */
import path from 'node:path';
import { nameSchema } from '#shared/config/base-plm.ts';
import type { Experiment } from '#shared/config/experiment.ts';
import { plmConfigSchema } from '#shared/config/plm-config.ts';
import { derivationText, resolveSubset, type Subset } from '#shared/config/subset.ts';
import type { Dataset, Plm } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { type Said, say } from '#shared/messages/said.ts';
import { datasetSummarySchema } from '#shared/trainer-protocol/messages.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { ArtifactStore } from '../artifacts/artifact-store.ts';
import { fingerprint } from '../artifacts/fingerprint.ts';
import { keptBases } from '../checkpoints/kept-bases.ts';
import type { EventHub } from '../events/event-hub.ts';
import { namedDatasets, namedPlms } from '../experiments/experiment-plan.ts';
import { importKey, stageKey, type StageIdentity } from '../graph/stage-key.ts';
import type { StageDesk } from '../queue/stage-desk.ts';
import type { Store } from '../store/store.ts';

interface StageResult {
  summary: Record<string, unknown>;
  bytes: number;
}

type TakenKey = 'error.library.datasetTaken' | 'error.library.plmTaken';
type UsedKey = 'error.library.datasetUsed' | 'error.library.plmUsed';

/** Imports go before all experiments: somebody waits for them. */
const IMPORT_RANK = { order: -1, repeat: 0, chain: 0 };

export class Library {
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly stages: StageDesk;
  private readonly hub: EventHub;
  private imports = 0;
  /** Names of the datasets that a subset is being made of, one entry for each. */
  private readonly parents: string[] = [];

  constructor(store: Store, artifacts: ArtifactStore, stages: StageDesk, hub: EventHub) {
    this.store = store;
    this.artifacts = artifacts;
    this.stages = stages;
    this.hub = hub;
  }

  dataset(name: string): Dataset {
    const dataset = this.store.datasets.get(name);
    if (!dataset) throw AppError.of('not-found', 'error.noDataset', { name }, { name });
    return dataset;
  }

  async importDataset(name: string, source: string): Promise<Dataset> {
    checkName(name);
    const full = path.resolve(source);
    const key = importKey('import-dataset', await fingerprint(full));
    const existing = this.store.datasets.get(name);
    if (existing) requireSame('error.library.datasetTaken', existing, key);
    const imported = await this.import({ kind: 'import-dataset', source: full }, key);
    if (existing) return existing;
    const summary = datasetSummarySchema.parse(imported.summary);
    const dataset = { name, key, source: full, importedAt: Date.now(), bytes: imported.bytes, summary };
    this.enter('error.library.datasetTaken', this.store.datasets, dataset);
    this.hub.publish({ type: 'datasets' });
    return dataset;
  }

  /**
   * Makes a dataset of a part of another one. The same request under the same name: nothing to do.
   * @throws AppError `bad-input` for a request that the parent cannot meet, `not-found` without the parent
   */
  async deriveDataset(name: string, parentName: string, subset: Subset): Promise<Dataset> {
    checkName(name);
    const parent = this.dataset(parentName);
    const { statistics, splits } = parent.summary;
    const labelled = (split: string): boolean => splits.some((s) => s.split === split && s.labelled);
    const { seed, ...request } = resolveSubset(subset, {
      name: parentName,
      users: statistics.users,
      hasTraining: labelled('train'),
      hasLabelledDev: labelled('dev'),
    });
    const config: StageConfigOf<'derive-dataset'> = { kind: 'derive-dataset', ...request };
    const identity: StageIdentity = { config, inputs: { dataset: parent.key }, seed };
    const key = stageKey(identity);
    const existing = this.store.datasets.get(name);
    if (existing) requireSame('error.library.datasetTaken', existing, key);
    if (!this.stages.isFinished(parent.key))
      throw AppError.of('corrupt', 'error.library.filesGone', { name: parentName }, { name: parentName });
    this.parents.push(parentName);
    const made = await this.runStage(
      identity,
      key,
      say('error.library.subset', { name: parentName }),
    ).finally(() => this.parents.splice(this.parents.indexOf(parentName), 1));
    if (existing) return existing;
    const derived = { parent: { name: parentName, key: parent.key }, ...request, seed };
    const summary = { ...datasetSummarySchema.parse(made.summary), derived };
    const source = derivationText(derived);
    const dataset = { name, key, source, importedAt: Date.now(), bytes: made.bytes, summary };
    this.enter('error.library.datasetTaken', this.store.datasets, dataset);
    this.hub.publish({ type: 'datasets' });
    return dataset;
  }

  async importPlm(name: string, source: string): Promise<Plm> {
    checkName(name);
    const full = path.resolve(source);
    const key = importKey('import-plm', await fingerprint(full));
    const existing = this.store.plms.get(name);
    if (existing) requireSame('error.library.plmTaken', existing, key);
    const { summary, bytes } = await this.import({ kind: 'import-plm', source: full }, key);
    if (existing) return existing;
    const config = plmConfigSchema.parse(summary.config);
    const parameters = Number(summary.parameters);
    const plm = { name, key, source: full, importedAt: Date.now(), bytes, config, parameters };
    this.enter('error.library.plmTaken', this.store.plms, plm);
    this.hub.publish({ type: 'plms' });
    return plm;
  }

  removeDataset(name: string): void {
    const { key } = this.dataset(name);
    this.requireUnused(name, 'error.library.datasetUsed', (config) => namedDatasets(config).has(name));
    if (this.parents.includes(name))
      throw AppError.of('conflict', 'error.library.beingMade', { name }, { name });
    this.store.datasets.remove(name);
    this.removeArtifact(key, this.store.datasets.list());
    this.hub.publish({ type: 'datasets' });
  }

  removePlm(name: string): void {
    const plm = this.store.plms.get(name);
    if (!plm) throw AppError.of('not-found', 'error.noPlm', { name }, { name });
    this.requireUnused(name, 'error.library.plmUsed', (config) => namedPlms(config).has(name));
    this.requireNoKept(plm);
    this.store.plms.remove(name);
    this.removeArtifact(plm.key, this.store.plms.list());
    this.hub.publish({ type: 'plms' });
  }

  private import(config: StageConfigOf<'import-dataset' | 'import-plm'>, key: string): Promise<StageResult> {
    return this.runStage(
      { config, inputs: {}, seed: 0 },
      key,
      say('error.library.import', { source: config.source }),
    );
  }

  /** Runs the stage unless its artifact is there. @param what as errors call it */
  private async runStage(identity: StageIdentity, key: string, what: Said): Promise<StageResult> {
    const { config, seed } = identity;
    const inputs = { ...identity.inputs };
    this.store.stages.add({ key, config, inputs, seed });
    if (!this.stages.isFinished(key)) {
      const owner = `import ${++this.imports}`;
      const end = this.stages.outcome(key);
      const job = { key, config, seed, inputs, backend: 'auto' as const };
      this.stages.add(owner, [{ job, rank: IMPORT_RANK }]);
      const outcome = await end;
      if (outcome.type === 'failed') {
        await this.stages.withdraw(owner, 'stop');
        throw AppError.fromShape(outcome.error);
      }
      if (outcome.type === 'stopped')
        throw AppError.of('stopped', 'error.library.stopped', { what }, { key });
    }
    const manifest = this.artifacts.find(key);
    if (!manifest) throw AppError.of('corrupt', 'error.library.lost', { what }, { key });
    return { summary: manifest.summary, bytes: ArtifactStore.bytes(manifest) };
  }

  /** Another import may have taken the name meanwhile. */
  private enter<T extends { name: string; key: string }>(
    refusal: TakenKey,
    table: { get(name: string): T | undefined; add(item: T): void },
    item: T,
  ): void {
    this.store.transaction(() => {
      const other = table.get(item.name);
      if (other) requireSame(refusal, other, item.key);
      else table.add(item);
    });
  }

  private requireUnused(name: string, refusal: UsedKey, uses: (config: Experiment) => boolean): void {
    const users = this.store.experiments.list().filter(({ config }) => uses(config));
    if (users.length === 0) return;
    const names = users.map((user) => user.name);
    throw AppError.of(
      'conflict',
      refusal,
      { name, experiments: names.join(', '), count: names.length },
      { name, experiments: names },
    );
  }

  /** The files of a PLM go with its last name; a kept checkpoint would be no weights any more. */
  private requireNoKept({ name, key }: Plm): void {
    if (this.store.plms.list().some((other) => other.key === key && other.name !== name)) return;
    const checkpoints = keptBases(this.store).get(key);
    if (!checkpoints) return;
    throw AppError.of(
      'conflict',
      'error.library.keptHold',
      { name, checkpoints: checkpoints.map((one) => `"${one}"`).join(', ') },
      { name, checkpoints },
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
    throw AppError.of('bad-input', 'error.library.badName', { name, rule: say('rule.name') }, { name });
}

function requireSame(refusal: TakenKey, existing: { name: string; key: string }, key: string): void {
  if (existing.key === key) return;
  throw AppError.of('conflict', refusal, { name: existing.name }, { name: existing.name });
}
