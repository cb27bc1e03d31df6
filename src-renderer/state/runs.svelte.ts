/**
 * Every run, once for all views: read when a view first watches, then kept by events in plain arrays that are replaced,
 * never changed. Changes by the user go through here, so that a row is new before its event comes. What a view shows
 * of the runs is its own business; the words and the undo of a change are those of run-actions.ts.
 */
import type { LabEvent, Progress } from '#shared/contract/domain.ts';
import type { PurgeReport, Recipe, Run, RunChange, RunList } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import { lab } from '../api.ts';
import { onLabEvent } from './live.ts';
import { notices } from './notices.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { byKey, mergeProgress, mergeRuns, runAfter, type StageNews, tagsByUse } from './run-list.ts';

/** Events of so long are taken in at once: live stages send many, and a changed list is filtered and sorted anew. */
const GATHER_MS = 150;
/** Keys of one request when many runs changed at once. */
const KEYS_AT_ONCE = 500;

const NO_RUNS: readonly Run[] = [];
const NO_RECIPES: Readonly<Record<string, Recipe>> = {};

class RunStore {
  private resource = $state.raw<Resource<RunList>>();
  private progress = $state.raw(mergeProgress(undefined, []));
  private loading: Promise<unknown> = Promise.resolve();
  private readonly stale = new Set<string>();
  private readonly heard = new Map<string, StageNews>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Those in the trash too, in the lab's order; the same array until a run is added, removed or changed. */
  readonly list: readonly Run[] = $derived(this.resource?.value?.runs ?? NO_RUNS);
  /** By `Run.recipe`. */
  readonly recipes: Readonly<Record<string, Recipe>> = $derived(this.resource?.value?.recipes ?? NO_RECIPES);
  readonly byKey: ReadonlyMap<string, Run> = $derived(byKey(this.list));
  readonly tags: readonly string[] = $derived(tagsByUse(this.list));

  get loaded(): boolean {
    return this.resource?.value !== undefined;
  }
  get slow(): boolean {
    return this.resource?.slow ?? false;
  }
  get error() {
    return this.resource?.error;
  }

  /** Every view of runs calls it when it is made; the first one reads them, and they are kept from then on. */
  watch(): void {
    if (this.resource) return;
    this.resource = new Resource(async () => {
      const reading = lab.runs.list();
      this.loading = reading.catch(() => undefined);
      return reading;
    });
    onLabEvent((event) => this.hear(event));
  }

  reload(): void {
    void this.resource?.load();
  }

  /** How far a running run is; kept beside the list, which stays the same while only this changes. */
  progressOf(run: Pick<Run, 'key' | 'state' | 'progress'>): Progress | null {
    return run.state === 'running' ? (this.progress.get(run.key) ?? run.progress) : null;
  }

  /** @throws AppError as the lab says it */
  async change(keys: readonly string[], change: RunChange): Promise<void> {
    this.put(await lab.runs.change({ keys: [...keys], change }));
  }

  /** @throws AppError when one of them is running */
  async trash(keys: readonly string[]): Promise<void> {
    this.put(await lab.runs.trash({ keys: [...keys] }));
  }

  async restore(keys: readonly string[]): Promise<void> {
    this.put(await lab.runs.restore({ keys: [...keys] }));
  }

  /** For good, with their files. */
  async purge(keys: readonly string[]): Promise<PurgeReport> {
    const report = await lab.runs.purge({ keys: [...keys] });
    this.put([], new Set(report.purged));
    return report;
  }

  private hear(event: LabEvent): void {
    if (event.type === 'stage') this.heard.set(event.stage.key, event.stage);
    else if (event.type !== 'runs') return;
    else if (event.keys === null) return this.reload();
    else for (const key of event.keys) this.stale.add(key);
    this.timer ??= setTimeout(() => void this.takeIn(), GATHER_MS);
  }

  private async takeIn(): Promise<void> {
    // A list that is on its way may be older than what was heard since.
    await this.loading;
    this.timer = undefined;
    this.takeProgress();
    const keys = [...this.stale];
    this.stale.clear();
    try {
      for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
        const some = keys.slice(at, at + KEYS_AT_ONCE);
        const { runs, recipes } = await lab.runs.list({ keys: some });
        const there = new Set(runs.map((run) => run.key));
        this.put(runs, new Set(some.filter((key) => !there.has(key))), recipes);
      }
    } catch (thrown) {
      // With a broken connection all is read again when it heals.
      if (AppError.from(thrown).code !== 'unavailable') notices.error(thrown);
    }
  }

  private takeProgress(): void {
    if (this.heard.size === 0) return;
    const news = [...this.heard.values()];
    this.heard.clear();
    this.progress = mergeProgress(this.progress, news);
    this.put(
      news.map((stage) => runAfter(this.byKey.get(stage.key), stage)).filter((run) => run !== undefined),
    );
  }

  private put(
    changed: readonly Run[],
    gone: ReadonlySet<string> = new Set(),
    recipes?: Readonly<Record<string, Recipe>>,
  ): void {
    const before = this.resource?.value;
    if (!this.resource || !before || changed.length + gone.size === 0) return;
    this.resource.value = mergeRuns(before, changed, gone, recipes);
  }
}

export const runs = new RunStore();
