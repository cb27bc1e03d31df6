/**
 * One stage from its start to its finished artifact: a child from the pool, a second try from the last checkpoint when
 * the child is lost, then hashing and naming the result. Reports events; decides nothing about other stages.
 */
import { AppError, type ErrorShape } from '#shared/errors.ts';
import type { DeviceInfo, RunRequest, TrainerEvent } from '#shared/trainer-protocol/messages.ts';
import { NUMERICS_VERSION } from '#shared/trainer-protocol/stages.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { SupervisorTimings } from '../lab-api.ts';
import { isExclusive, type Job, type Outcome, type StageRun } from '../queue/job.ts';
import { attemptStage, type Attempt } from './stage-attempt.ts';
import type { TrainerPool } from './trainer-pool.ts';

/** A lost child costs its stage one more try, not more: the second loss is likely the stage's own fault. */
const RETRIES = 1;

export interface StageListener {
  /** A process took the stage, at first or again. */
  process(pid: number | undefined): void;
  event(event: TrainerEvent): void;
  /** A line of the child's stderr, or of the supervisor about it. */
  note(level: 'info' | 'warn', message: string): void;
}

export interface SupervisorParts {
  pool: TrainerPool;
  artifacts: ArtifactStore;
  timings: SupervisorTimings;
  checkpointEverySeconds: number;
  labVersion: { version: string; commit: string | null };
}

export function runStage(parts: SupervisorParts, job: Job, listener: StageListener): StageRun {
  let attempt: Attempt | null = null;
  let asked: 'stop' | 'kill' | null = null;

  const run = async (): Promise<Outcome> => {
    const { pool, artifacts, timings } = parts;
    const startedAt = Date.now();
    let device: DeviceInfo | null = null;
    // A timed stage starts cold, with the memory of its own work alone.
    for (let lost = 0, fresh = isExclusive(job); ;) {
      if (asked) return { type: 'stopped' };
      const lease = pool.take(job.backend, fresh);
      listener.process(lease.trainer.pid);
      attempt = attemptStage(lease.trainer, makeRequest(parts, job), timings, {
        event: (event) => {
          if (event.type === 'started') device = event.device;
          listener.event(event);
        },
        stderr: (line) => listener.note('warn', line),
      });
      const end = await attempt.end;
      attempt = null;
      if (end.type === 'done') pool.give(lease.trainer, job.backend);
      else pool.dismiss(lease.trainer);

      if (end.type === 'done') {
        const endedAt = Date.now();
        await artifacts.finish({
          key: job.key,
          kind: job.config.kind,
          config: job.config,
          inputs: job.inputs,
          seed: job.seed,
          numericsVersion: NUMERICS_VERSION,
          summary: end.summary,
          device,
          lab: parts.labVersion,
          startedAt,
          endedAt,
        });
        return { type: 'done', summary: end.summary, device, endedAt };
      }
      artifacts.dropDraft(job.key);
      if (end.type !== 'lost') return end;
      // A warm child that was about to leave when the request came is no crash of this stage.
      if (lease.warm && !end.heard) {
        fresh = true;
        continue;
      }
      if (++lost > RETRIES) return { type: 'failed', error: end.error };
      fresh = true;
      listener.note('warn', `${end.error.message} Trying again from the last checkpoint.`);
    }
  };

  const outcome = run().catch((thrown: unknown): Outcome => ({ type: 'failed', error: readError(thrown) }));
  return {
    outcome,
    stop: () => {
      asked ??= 'stop';
      attempt?.stop();
    },
    kill: () => {
      asked = 'kill';
      attempt?.kill();
    },
  };
}

function makeRequest(parts: SupervisorParts, job: Job): RunRequest {
  const { artifacts } = parts;
  const inputs = Object.entries(job.inputs).map(([name, key]) => [name, artifacts.path(key)]);
  return {
    type: 'run',
    stage: job.config,
    seed: job.seed,
    inputs: Object.fromEntries(inputs) as Record<string, string>,
    outDir: artifacts.draft(job.key),
    checkpointDir: artifacts.checkpoints(job.key),
    backend: job.backend,
    checkpointEverySeconds: parts.checkpointEverySeconds,
  };
}

/** What can go wrong on the lab's side of a stage is the disk. */
function readError(thrown: unknown): ErrorShape {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return AppError.of('unavailable', 'error.diskFull').toShape();
  return AppError.from(thrown).toShape();
}
