/** A stage in the queue: what to run, who wants it how urgently, and how far it is. */
import type { ErrorShape } from '#shared/errors.ts';
import type { BackendChoice, DeviceInfo } from '#shared/trainer-protocol/messages.ts';
import { EXCLUSIVE_STAGES, type StageConfig } from '#shared/trainer-protocol/stages.ts';

export interface Job {
  key: string;
  config: StageConfig;
  seed: number;
  /** Input name -> key. */
  inputs: Record<string, string>;
  backend: BackendChoice;
}

/** Smaller goes first, field by field; of two wishes for one stage the more urgent counts. */
export interface Rank {
  /** The owner's place in line. */
  order: number;
  repeat: number;
  /** Longest chain to the end (longer goes first). */
  chain: number;
}

/** How a run of a stage ended. */
export type Outcome =
  | { type: 'done'; summary: Record<string, unknown>; device: DeviceInfo | null; endedAt: number }
  | { type: 'stopped' }
  | { type: 'failed'; error: ErrorShape };

/** A stage under way. */
export interface StageRun {
  /** Never rejects. */
  outcome: Promise<Outcome>;
  /** At the next step, with a checkpoint. */
  stop(): void;
  /** At once. */
  kill(): void;
}

/** What the queue holds of a stage: `blocked` waits for one that failed. */
export type JobState = 'waiting' | 'queued' | 'running' | 'failed' | 'blocked';

/** Whether the stage is timed, and so runs alone. */
export const isExclusive = ({ config }: Job): boolean => EXCLUSIVE_STAGES.has(config.kind);

export function compareRanks(a: Rank, b: Rank): number {
  return a.order - b.order || a.repeat - b.repeat || b.chain - a.chain;
}
