/** How long an experiment still takes, as far as its stages tell. */
import type { Progress } from '#shared/contract/domain.ts';
import { EXCLUSIVE_STAGES } from '#shared/trainer-protocol/stages.ts';

export interface TimedStage {
  key: string;
  kind: string;
  state: string;
  /** Keys of what it needs. */
  inputs: readonly string[];
  startedAt: number | null;
  progress: Progress | null;
}

const ALONE: ReadonlySet<string> = EXCLUSIVE_STAGES;

/**
 * Running stages by their rate, waiting ones by what is expected of them; side by side in the slots, but none before
 * what it needs, and timed ones alone.
 * @param stages inputs before what needs them
 * @param expected seconds of a whole stage; null: nothing tells
 * @param now epoch ms
 * @returns seconds; null while nothing tells the time of one that waits
 */
export function remainingSeconds(
  stages: readonly TimedStage[],
  expected: (key: string) => number | null,
  slots: number,
  now: number,
): number | null {
  const ends = new Map<string, number>();
  let [work, longest, alone] = [0, 0, 0];
  for (const stage of stages) {
    if (stage.state === 'done' || stage.state === 'failed') continue;
    const seconds = leftOf(stage, expected, now);
    if (seconds === null) return null;
    if (ALONE.has(stage.kind)) {
      alone += seconds;
      continue;
    }
    const end = seconds + Math.max(0, ...stage.inputs.map((input) => ends.get(input) ?? 0));
    ends.set(stage.key, end);
    work += seconds;
    longest = Math.max(longest, end);
  }
  return alone + Math.max(longest, work / slots);
}

/** A stage has phases (load, train, write), so its rate counts only while it says nothing better is known. */
function leftOf(
  { key, state, progress, startedAt }: TimedStage,
  expected: (key: string) => number | null,
  now: number,
): number | null {
  const isRunning = state === 'running';
  if (isRunning && progress && progress.rate > 0 && progress.total > 0)
    return Math.max(0, (progress.total - progress.done) / progress.rate);
  const whole = expected(key);
  if (!isRunning || whole === null || startedAt === null) return whole;
  return Math.max(0, whole - (now - startedAt) / 1000);
}
