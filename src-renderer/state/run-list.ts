/** Pure changes and summaries of the list of runs; state/runs.svelte.ts holds the list itself. */
import type { Progress, Stage } from '#shared/contract/domain.ts';
import type { Recipe, Run, RunList } from '#shared/contract/runs.ts';

/** What an event tells of a stage. */
export type StageNews = Pick<
  Stage,
  'key' | 'state' | 'progress' | 'startedAt' | 'endedAt' | 'device' | 'error'
>;

export const byKey = (runs: readonly Run[]): ReadonlyMap<string, Run> =>
  new Map(runs.map((run) => [run.key, run]));

/** All tags in use, most used first. */
export function tagsByUse(runs: readonly Run[]): string[] {
  const uses = new Map<string, number>();
  for (const run of runs) for (const tag of run.tags) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  return [...uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([tag]) => tag);
}

/** A new list with `changed` in their places (new ones last) and without `gone`. */
export function mergeRuns(
  before: RunList,
  changed: readonly Run[],
  gone: ReadonlySet<string>,
  recipes?: Readonly<Record<string, Recipe>>,
): RunList {
  const news = new Map(changed.map((run) => [run.key, run]));
  const runs: Run[] = [];
  for (const run of before.runs) {
    if (!gone.has(run.key)) runs.push(news.get(run.key) ?? run);
    news.delete(run.key);
  }
  runs.push(...news.values());
  return { runs, recipes: recipes ? { ...before.recipes, ...recipes } : before.recipes };
}

/** Progress of running stages by key. */
export function mergeProgress(
  before: ReadonlyMap<string, Progress> | undefined,
  news: Iterable<StageNews>,
): ReadonlyMap<string, Progress> {
  const progress = new Map(before);
  for (const stage of news)
    if (stage.state === 'running' && stage.progress) progress.set(stage.key, stage.progress);
    else progress.delete(stage.key);
  return progress;
}

/** `run` as the event says it is now; undefined where nothing but its progress changed. */
export function runAfter(run: Run | undefined, stage: StageNews): Run | undefined {
  if (!run || run.state === stage.state) return undefined;
  const { state, startedAt, endedAt, device, error } = stage;
  return { ...run, state, startedAt, endedAt, device, error: error?.message ?? null, errorSaid: error?.said };
}
