/** A stage in the queue with all that want it. */
import type { Device } from '#shared/contract/queue.ts';
import { compareRanks, type Job, type JobState, type Rank, type StageRun } from './job.ts';

export interface Entry {
  job: Job;
  state: JobState;
  /** Owner -> how urgently it wants the stage. */
  wishes: Map<string, Rank>;
  /** Owners who asked the running stage to end; their wish stays so that the end is theirs. */
  leaving: Set<string>;
  run: StageRun | null;
  /** Ends with the run, for those who wait for a stop. */
  ended: Promise<void>;
  /** Where it runs; null while it does not, or has not said yet. */
  device: Device | null;
  /** The running stage was asked to write a checkpoint and end. */
  stopping: boolean;
}

export function newEntry(job: Job, owner: string, rank: Rank): Entry {
  return {
    job,
    state: 'waiting',
    wishes: new Map([[owner, rank]]),
    leaving: new Set(),
    run: null,
    ended: Promise.resolve(),
    device: null,
    stopping: false,
  };
}

/** Whether it runs or may still run. */
export const isOpen = ({ state }: Entry): boolean =>
  state === 'running' || state === 'queued' || state === 'waiting';

/** The most urgent wish of those who are not held; undefined: all of them are. */
export function rankOf(entry: Entry, held: ReadonlySet<string>): Rank | undefined {
  let best: Rank | undefined;
  for (const [owner, rank] of entry.wishes)
    if (!held.has(owner) && (!best || compareRanks(rank, best) < 0)) best = rank;
  return best;
}
