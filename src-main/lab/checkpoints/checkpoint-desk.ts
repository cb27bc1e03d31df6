/**
 * Weights and the disk: what there is, what it is for, keeping some under a name, copying them out, and freeing what is not
 * needed. Files go, records stay; only runs that nothing needs go for good, through the purge of runs.
 */
import { readdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type {
  Checkpoint,
  CheckpointList,
  CleanUpRequest,
  DiskOfKind,
  WeightsExport,
} from '#shared/contract/checkpoints.ts';
import type { PurgeReport, Run, StayReason } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import { stayWords } from '#shared/stay-words.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { RunDesk } from '../runs/run-desk.ts';
import { runTitle } from '../runs/run-title.ts';
import { DATABASE_FILE } from '../store/open-database.ts';
import type { Store } from '../store/store.ts';
import { keptBases } from './kept-bases.ts';
import { type Usage, usageOf } from './usage.ts';
import { exportWeights, holdsWeights } from './weights.ts';

export class CheckpointDesk {
  private readonly workspace: string;
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly runs: RunDesk;
  private readonly hub: EventHub;
  private readonly isOpen: (key: string) => boolean;

  /** @param isOpen whether a stage runs or waits in the queue */
  constructor(
    workspace: string,
    store: Store,
    artifacts: ArtifactStore,
    runs: RunDesk,
    hub: EventHub,
    isOpen: (key: string) => boolean,
  ) {
    this.workspace = workspace;
    this.store = store;
    this.artifacts = artifacts;
    this.runs = runs;
    this.hub = hub;
    this.isOpen = isOpen;
  }

  list(): CheckpointList {
    const all = this.runs.list().runs;
    const usage = this.usage(all);
    const kept = this.store.checkpoints.kept();
    const evaluated = this.evaluated(all);
    const checkpoints = all.flatMap((run): Checkpoint[] => {
      const found = this.filesOf(run);
      if (!found) return [];
      const { key, kind, title, methods, experiments, seed } = run;
      const readers = usage.readers.get(key) ?? [];
      return [
        {
          ...{ key, kind, title, methods, experiments, seed, ...found },
          keptAs: kept.get(key) ?? null,
          usedBy: readers.length,
          neededBy: readers.filter(({ state }) => state !== 'done' && state !== 'failed').length,
          auc: mean(evaluated.get(key) ?? []),
        },
      ];
    });
    return { checkpoints, disk: this.disk(all, usage, checkpoints) };
  }

  /** Names the weights of a finished run; they stay on the disk until they are released. @throws AppError */
  keep(key: string, name: string): void {
    const run = this.run(key);
    const other = this.store.checkpoints.keyOf(name);
    if (other !== undefined && other !== key)
      throw AppError.of('conflict', 'error.checkpoint.taken', { name }, { name });
    if (!holdsWeights(run.kind) || run.state !== 'done' || run.bytes === null)
      throw AppError.of('bad-input', 'error.checkpoint.nothingToKeep', { title: runTitle(run) }, { key });
    this.store.checkpoints.keep(key, name, Date.now());
    this.tell([key]);
  }

  release(key: string): void {
    if (!this.store.checkpoints.release(key))
      throw AppError.of('not-found', 'error.checkpoint.notKept', { title: runTitle(this.run(key)) }, { key });
    this.tell([key]);
  }

  /** Frees the files of these runs, weights or resume checkpoints; the runs stay as records. */
  remove(keys: readonly string[]): PurgeReport {
    for (const key of keys) this.run(key);
    const all = this.runs.list().runs;
    const wanted = new Set(keys);
    return this.removeFiles(
      all.filter(({ key }) => wanted.has(key)),
      this.usage(all),
    );
  }

  /** Copies weights, with what is needed to use them elsewhere, into a new folder inside `folder`. */
  export(key: string, folder: string): WeightsExport {
    const run = this.run(key);
    if (!holdsWeights(run.kind) || run.state !== 'done')
      throw AppError.of('bad-input', 'error.checkpoint.nothingToExport', { title: runTitle(run) }, { key });
    // A relative one would be read from wherever the lab was started.
    if (!path.isAbsolute(folder))
      throw AppError.of(
        'bad-input',
        'error.checkpoint.relative',
        { folder, example: path.resolve(path.sep, 'home', 'me', 'exports') },
        { folder },
      );
    const name = this.store.checkpoints.kept().get(key) ?? fileNameOf(run);
    const plms = Object.entries(this.inputs(key)).filter(([input]) => /^plm(-\d+)?$/.test(input));
    return exportWeights(this.artifacts, key, new Map(plms), folder, name);
  }

  cleanUp(request: CleanUpRequest): PurgeReport {
    const all = this.runs.list().runs;
    const usage = this.usage(all);
    if (request.what === 'unused') {
      const keys = usage.unused.map(({ key }) => key);
      if (keys.length === 0) return { purged: [], bytesFreed: 0, kept: [] };
      this.runs.trash(keys);
      return this.runs.purge(keys);
    }
    const wanted = all.filter((run) =>
      request.what === 'resume'
        ? run.state !== 'done' && !this.isOpen(run.key)
        : run.kind === request.kind && isSpare(run, usage),
    );
    return this.removeFiles(wanted, usage);
  }

  private removeFiles(wanted: readonly Run[], usage: Usage): PurgeReport {
    const kept: PurgeReport['kept'] = [];
    const going: string[] = [];
    for (const run of wanted) {
      // A checkpoint to resume from is read by its own run alone.
      const why =
        run.state === 'done'
          ? usage.reasonToStay(run)
          : this.isOpen(run.key)
            ? { code: 'open' as const, values: {} }
            : null;
      if (why === null) going.push(run.key);
      else kept.push({ key: run.key, title: run.title, reason: stayWords('en', why), why });
    }
    const bytesFreed = this.artifacts.putAside(going).remove();
    for (const key of going) this.store.checkpoints.clearBytes(key);
    if (going.length > 0) this.tell(going);
    return { purged: going, bytesFreed, kept };
  }

  /** What a run has on the disk that is of use again; undefined: nothing. */
  private filesOf(run: Run): Pick<Checkpoint, 'form' | 'bytes' | 'savedAt'> | undefined {
    if (run.state === 'done')
      return holdsWeights(run.kind) && run.bytes !== null
        ? { form: 'weights', bytes: run.bytes, savedAt: run.endedAt ?? 0 }
        : undefined;
    const found = folderFacts(this.artifacts.workPath(run.key));
    return found && { form: 'resume', ...found };
  }

  /** AUC of finished evaluations by the weights they measured. */
  private evaluated(all: readonly Run[]): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const { key, kind, state, metrics } of all) {
      if (kind !== 'evaluate' || state !== 'done' || metrics.auc === undefined) continue;
      for (const [input, model] of Object.entries(this.inputs(key)))
        if (input.startsWith('model')) found.set(model, [...(found.get(model) ?? []), metrics.auc]);
    }
    return found;
  }

  private disk(
    all: readonly Run[],
    usage: Usage,
    checkpoints: readonly Checkpoint[],
  ): CheckpointList['disk'] {
    const kinds = new Map<string, DiskOfKind>();
    for (const run of all) {
      if (run.bytes === null) continue;
      const kind = kinds.get(run.kind) ?? {
        ...{ kind: run.kind, artifacts: 0, bytes: 0, spare: 0, spareBytes: 0 },
      };
      kinds.set(run.kind, kind);
      kind.artifacts++;
      kind.bytes += run.bytes;
      if (!isSpare(run, usage)) continue;
      kind.spare++;
      kind.spareBytes += run.bytes;
    }
    const resume = checkpoints.filter(({ form, key }) => form === 'resume' && !this.isOpen(key));
    const disk = statfsSync(this.workspace);
    return {
      kinds: [...kinds.values()].sort((a, b) => b.bytes - a.bytes),
      unused: { runs: usage.unused.length, bytes: sum(usage.unused.map(({ bytes }) => bytes ?? 0)) },
      resume: { runs: resume.length, bytes: sum(resume.map(({ bytes }) => bytes)) },
      databaseBytes: statSync(path.join(this.workspace, DATABASE_FILE), { throwIfNoEntry: false })?.size ?? 0,
      freeBytes: disk.bavail * disk.bsize,
    };
  }

  private usage(all: readonly Run[]): Usage {
    const of = (code: StayReason['code'], key: string, name: string): [string, StayReason] => [
      key,
      { code, values: { name } },
    ];
    const named = new Map([
      ...this.store.datasets.list().map(({ key, name }) => of('dataset', key, name)),
      ...this.store.plms.list().map(({ key, name }) => of('plm', key, name)),
      ...[...this.store.checkpoints.kept()].map(([key, name]) => of('checkpoint', key, name)),
    ]);
    return usageOf({
      runs: all,
      named,
      bases: keptBases(this.store),
      tabled: new Set(this.store.paperTables.list().flatMap(({ snapshot }) => Object.keys(snapshot.runs))),
      inputsOf: (key) => Object.values(this.inputs(key)),
      isOpen: this.isOpen,
    });
  }

  private inputs(key: string): Record<string, string> {
    return this.runs.index.book.of(key)?.inputs ?? {};
  }

  private run(key: string): Run {
    const run = this.runs.index.find(key);
    if (!run) throw AppError.of('not-found', 'error.noRun', { key }, { key });
    return run;
  }

  private tell(keys: readonly string[]): void {
    this.hub.publish({ type: 'runs', keys: [...keys] });
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const isSpare = (run: Run, usage: Usage): boolean =>
  run.state === 'done' && run.bytes !== null && usage.reasonToStay(run) === null;

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

function folderFacts(folder: string): { bytes: number; savedAt: number } | undefined {
  let files: { size: number; mtimeMs: number }[];
  try {
    files = readdirSync(folder).map((name) => statSync(path.join(folder, name)));
  } catch {
    return undefined;
  }
  if (files.length === 0) return undefined;
  return {
    bytes: sum(files.map(({ size }) => size)),
    savedAt: Math.max(...files.map(({ mtimeMs }) => mtimeMs)),
  };
}

/** E.g. `tiny-newsrec-2-stage-two-seed-3`. */
const fileNameOf = ({ methods, kind, seed }: Run): string =>
  [...(methods.length === 1 ? methods : []), kind, 'seed', seed]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
