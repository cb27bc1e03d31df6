/** How long an experiment still takes, as far as its stages tell. */
import type { Progress } from '#shared/contract/domain.ts';

export interface TimedStage {
  kind: string;
  state: string;
  startedAt: number | null;
  endedAt: number | null;
  progress: Progress | null;
  reused: boolean;
}

/**
 * Running stages by their rate, waiting ones by the mean duration of finished ones of their kind: in this experiment,
 * else anywhere in the workspace. Slots work side by side.
 * @param meanSeconds by kind, over the whole workspace
 * @returns seconds; null while a waiting kind has never been measured
 */
export function remainingSeconds(
  stages: readonly TimedStage[],
  meanSeconds: ReadonlyMap<string, number>,
  slots: number,
  now: number,
): number | null {
  const own = new Map<string, number[]>();
  for (const { kind, state, startedAt, endedAt, reused } of stages) {
    if (state !== 'done' || reused || startedAt === null || endedAt === null) continue;
    own.set(kind, [...(own.get(kind) ?? []), (endedAt - startedAt) / 1000]);
  }
  const expected = (kind: string): number | null => {
    const measured = own.get(kind);
    return measured ? measured.reduce((a, b) => a + b, 0) / measured.length : (meanSeconds.get(kind) ?? null);
  };

  let work = 0;
  let longest = 0;
  for (const stage of stages) {
    if (stage.state === 'done' || stage.state === 'failed') continue;
    const seconds =
      stage.state === 'running' ? leftOfRunning(stage, expected(stage.kind), now) : expected(stage.kind);
    if (seconds === null) return null;
    work += seconds;
    longest = Math.max(longest, seconds);
  }
  return Math.max(longest, work / slots);
}

/** A stage has phases (load, train, write), so its rate counts only while it says nothing better is known. */
function leftOfRunning(stage: TimedStage, expected: number | null, now: number): number | null {
  const { progress, startedAt } = stage;
  if (progress && progress.rate > 0 && progress.total > 0)
    return Math.max(0, (progress.total - progress.done) / progress.rate);
  if (expected === null || startedAt === null) return expected;
  return Math.max(0, expected - (now - startedAt) / 1000);
}
