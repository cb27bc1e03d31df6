/**
 * Runs for the window and the command line: lists, details, curves, the user's marks, trash. What takes them away for
 * good is purge.ts.
 */
import type { Progress } from '#shared/contract/domain.ts';
import type {
  PurgeReport,
  Run,
  RunChange,
  RunCurves,
  RunDetail,
  RunList,
  SavedView,
} from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import { thinCurve } from '#shared/curves/thin.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { Store } from '../store/store.ts';
import { purgeRuns } from './purge.ts';
import { readRunDetail } from './run-detail.ts';
import { RunIndex } from './run-index.ts';
import { runTitle } from './run-title.ts';

/** What the desk asks of the queue and the experiments. */
export interface RunDeskHooks {
  progressOf(key: string): Progress | null;
  /** Whether the stage runs or waits in the queue. */
  isOpen(key: string): boolean;
  /** They went into the trash or came out of it. */
  trashChanged(keys: readonly string[]): void;
  /** The experiments that show these have lost a result. */
  purged(keys: readonly string[]): void;
}

export interface CurvesRequest {
  keys: readonly string[];
  /** Default: all. */
  metrics?: readonly string[];
  maxPoints: number;
}

export class RunDesk {
  readonly index: RunIndex;
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly hub: EventHub;
  private readonly hooks: RunDeskHooks;

  constructor(store: Store, artifacts: ArtifactStore, hub: EventHub, hooks: RunDeskHooks) {
    this.store = store;
    this.artifacts = artifacts;
    this.hub = hub;
    this.hooks = hooks;
    this.index = new RunIndex(store, {
      progressOf: (key) => hooks.progressOf(key),
      bytesOf: (key) => artifacts.size(key),
    });
  }

  list(keys?: readonly string[]): RunList {
    return this.index.list(keys);
  }

  /** @throws AppError `not-found` */
  get(key: string): RunDetail {
    const [run] = this.some([key]);
    return readRunDetail(this.store, this.artifacts, this.index, run!);
  }

  /** Each curve thinned so that its extremes stay. @throws AppError `not-found` */
  curves({ keys, metrics, maxPoints }: CurvesRequest): RunCurves[] {
    return keys.map((key) => {
      const stage = this.store.stages.id(key);
      if (stage === undefined) throw unknownRun(key);
      const curves = this.store.curves.curves(stage, metrics);
      return { key, curves: curves.map((curve) => thinCurve(curve, maxPoints)) };
    });
  }

  /** @throws AppError `not-found`, before anything is changed */
  change(keys: readonly string[], change: RunChange): Run[] {
    return this.write(keys, change);
  }

  /** @throws AppError `conflict` for runs in the queue */
  trash(keys: readonly string[]): Run[] {
    const runs = this.some(keys);
    const busy = runs.filter(({ key }) => this.hooks.isOpen(key));
    if (busy.length > 0)
      throw AppError.of(
        'conflict',
        'error.runs.busy',
        { titles: { each: busy.map(runTitle), between: ', ' }, count: busy.length },
        { keys: busy.map(({ key }) => key) },
      );
    return this.moveTrash(keys, Date.now());
  }

  restore(keys: readonly string[]): Run[] {
    return this.moveTrash(keys, null);
  }

  /** Takes trashed runs away for good, with their files. @param keys default: all in the trash */
  purge(keys?: readonly string[]): PurgeReport {
    const trashed = new Set(this.store.runs.trashed());
    const wanted = keys ? this.some(keys) : this.index.list([...trashed]).runs;
    const outside = wanted.find(({ key }) => !trashed.has(key));
    if (outside)
      throw AppError.of(
        'conflict',
        'error.runs.notTrashed',
        { title: runTitle(outside) },
        { key: outside.key },
      );
    const report = purgeRuns(this.store, this.artifacts, this.hooks, wanted);
    if (report.purged.length > 0) {
      for (const key of report.purged) this.index.book.forget(key);
      this.hooks.purged(report.purged);
      this.tell(report.purged);
    }
    return report;
  }

  views(): SavedView[] {
    return this.store.views.list();
  }

  saveView({ name, state }: SavedView): void {
    this.store.views.put(name, state);
  }

  /** @throws AppError `not-found` */
  removeView(name: string): void {
    if (!this.store.views.remove(name)) throw AppError.of('not-found', 'error.noView', { name }, { name });
  }

  private moveTrash(keys: readonly string[], trashedAt: number | null): Run[] {
    const runs = this.write(keys, { trashedAt });
    this.hooks.trashChanged(keys);
    return runs;
  }

  private write(keys: readonly string[], change: RunChange & { trashedAt?: number | null }): Run[] {
    this.some(keys);
    this.store.transaction(() => {
      for (const key of keys) this.store.runs.change(key, change);
    });
    this.tell(keys);
    return this.some(keys);
  }

  private some(keys: readonly string[]): Run[] {
    const { runs } = this.index.list(keys);
    if (runs.length === new Set(keys).size) return runs;
    const there = new Set(runs.map(({ key }) => key));
    throw unknownRun(keys.find((key) => !there.has(key))!);
  }

  private tell(keys: readonly string[]): void {
    this.hub.publish({ type: 'runs', keys: [...keys] });
  }
}

const unknownRun = (key: string): AppError => AppError.of('not-found', 'error.noRun', { key }, { key });
