/**
 * Takes runs away for good. A run's files are first renamed out of the way, then the database forgets it in one
 * transaction, then the files are deleted: a crash in between is set right when the artifacts are next opened.
 */
import type { PurgeReport, Run, StayReason } from '#shared/contract/runs.ts';
import { stayWords } from '#shared/stay-words.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { keptBases } from '../checkpoints/kept-bases.ts';
import type { Store } from '../store/store.ts';

interface PurgeHooks {
  isOpen(key: string): boolean;
}

/** @param runs all in the trash */
export function purgeRuns(
  store: Store,
  artifacts: ArtifactStore,
  hooks: PurgeHooks,
  runs: readonly Run[],
): PurgeReport {
  const kept: PurgeReport['kept'] = [];
  const going: Run[] = [];
  const reasonOf = reasons(store, hooks, runs);
  for (const run of runs) {
    const why = reasonOf(run);
    if (why === null) going.push(run);
    else kept.push({ key: run.key, title: run.title, reason: stayWords('en', why), why });
  }
  const keys = going.map(({ key }) => key);
  if (keys.length === 0) return { purged: [], bytesFreed: 0, kept };
  store.curves.flush();
  const aside = artifacts.putAside(keys);
  try {
    store.transaction(() => {
      const now = Date.now();
      for (const key of keys) store.runs.empty(store.stages.id(key)!, now);
      store.runs.removeUnread();
    });
  } catch (error) {
    aside.putBack();
    throw error;
  }
  return { purged: keys, bytesFreed: aside.remove(), kept };
}

/** Why a run stays; null: it can go. */
function reasons(
  store: Store,
  { isOpen }: PurgeHooks,
  runs: readonly Run[],
): (run: Run) => StayReason | null {
  const going = new Set(runs.map(({ key }) => key));
  const of = (code: StayReason['code'], key: string, name: string): [string, StayReason] => [
    key,
    { code, values: { name } },
  ];
  const named = new Map([
    ...store.datasets.list().map(({ key, name }) => of('dataset-first', key, name)),
    ...[...store.checkpoints.kept()].map(([key, name]) => of('checkpoint-first', key, name)),
    ...store.plms.list().map(({ key, name }) => of('plm-first', key, name)),
  ]);
  const bases = keptBases(store);
  const active = new Set(
    store.experiments
      .list()
      .filter(({ state }) => state === 'queued' || state === 'running')
      .map(({ name }) => name),
  );
  return ({ key, experiments }) => {
    const name = named.get(key);
    if (name !== undefined) return name;
    if (isOpen(key)) return { code: 'open', values: {} };
    if (bases.has(key)) return { code: 'base', values: {} };
    const owner = experiments.find((experiment) => active.has(experiment));
    if (owner !== undefined) return { code: 'experiment', values: { name: owner } };
    const waiting = store.runs
      .list(store.runs.readersOf([key]))
      .find((row) => row.state !== 'done' && row.purged_at === null && !going.has(row.key));
    return waiting ? { code: 'stands', values: { kind: waiting.kind, key: waiting.key.slice(0, 8) } } : null;
  };
}
