/** Which runs of a source are here already, also where they came from another store of the same program. */
import { canonicalJson } from '../graph/canonical-json.ts';
import type { Store } from '../store/store.ts';
import type { ImportedConfig, ImportedRun } from './imported-run.ts';

export interface KnownRun {
  /** Of the run as it is here. */
  key: string;
  inTrash: boolean;
}

type Identity = Pick<ImportedRun, 'config' | 'seed' | 'state' | 'summary'>;

/** MLflow's run ids are the same in all of its stores; what other formats call a run is unique in its source only. */
const isMlflow = ({ format }: Pick<ImportedConfig, 'format'>): boolean =>
  format === 'mlflow-sqlite' || format === 'mlflow-folder';

/** A run that went on since, or that was given another method, dataset or split, is another one. */
function identityOf({ config, seed, state, summary }: Identity): string {
  const { externalId, experiment, method, dataset, split } = config;
  return canonicalJson({ externalId, experiment, method, dataset, split, seed, state, summary });
}

/** @returns by the key that the run would get here */
export function knownRuns(
  store: Store,
  runs: readonly Omit<ImportedRun, 'curves'>[],
): ReadonlyMap<string, KnownRun> {
  const trash = new Set(store.runs.trashed());
  const byIdentity = new Map<string, string>();
  if (runs.some(({ config }) => isMlflow(config)))
    for (const { key, config, seed, state, summary } of store.stages.imported()) {
      const own = config as unknown as ImportedConfig;
      if (!isMlflow(own) || state === 'waiting') continue;
      const identity = { config: own, seed, state, summary } as Identity;
      byIdentity.set(identityOf(identity), key);
    }
  const known = new Map<string, KnownRun>();
  for (const run of runs) {
    const here = store.stages.id(run.key) === undefined ? undefined : run.key;
    const key = here ?? (isMlflow(run.config) ? byIdentity.get(identityOf(run)) : undefined);
    if (key !== undefined) known.set(run.key, { key, inTrash: trash.has(key) });
  }
  return known;
}
