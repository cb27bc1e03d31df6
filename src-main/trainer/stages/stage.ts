/** What a stage gets to run with, and what it gives back. One file per kind beside this one. */
import type { RunRequest } from '#shared/trainer-protocol/messages.ts';
import type { StageConfigOf, StageKind } from '#shared/trainer-protocol/stages.ts';
import type { Reporter } from '../reporter.ts';
import type { StopSignal } from '../stop-signal.ts';

export interface StageContext {
  seed: number;
  outDir: string;
  checkpointDir: string;
  checkpointEverySeconds: number;
  reporter: Reporter;
  stop: StopSignal;
  /** Folder of an input artifact. @throws RangeError when the request has none of this name */
  input: (name: string) => string;
  hasInput: (name: string) => boolean;
  /** To be called once, when the work begins. */
  started: (resumedAtStep?: number) => void;
}

/** Runs to the end and returns the stage's summary; throws StageStopped or AppError. */
export type StageRunner<K extends StageKind> = (
  config: StageConfigOf<K>,
  context: StageContext,
) => Promise<Record<string, unknown>>;

export type StageInputs = RunRequest['inputs'];
