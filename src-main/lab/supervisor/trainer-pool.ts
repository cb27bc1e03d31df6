/**
 * Warm trainers: starting one costs about a second, so a child that finished a stage stays a few seconds for the next
 * one of the same backend. How many run at once is the queue's decision.
 */
import type { BackendChoice } from '#shared/trainer-protocol/messages.ts';
import { TrainerProcess, type TrainerProgram } from './trainer-process.ts';

/** Fragmented memory of a long life goes back to the system with the process. */
const STAGES_PER_PROCESS = 24;

interface IdleTrainer {
  trainer: TrainerProcess;
  backend: BackendChoice;
  timer: NodeJS.Timeout;
}

export interface Lease {
  trainer: TrainerProcess;
  /** Whether it ran a stage before; such a child may just be leaving. */
  warm: boolean;
}

export class TrainerPool {
  private program: TrainerProgram;
  private readonly idleMs: number;
  private readonly graceMs: number;
  private readonly idle: IdleTrainer[] = [];
  private readonly startedAs = new WeakMap<TrainerProcess, TrainerProgram>();
  private readonly stagesRun = new WeakMap<TrainerProcess, number>();
  private readonly leaving = new Set<Promise<void>>();
  private closed = false;

  constructor(program: TrainerProgram, idleMs: number, graceMs: number) {
    this.program = program;
    this.idleMs = idleMs;
    this.graceMs = graceMs;
  }

  /** Children that start from now on are of this program; those of the former leave, at work ones after their stage. */
  use(program: TrainerProgram): void {
    this.program = program;
    this.dismissIdle();
  }

  /** A child for one stage. @param fresh never a warm one */
  take(backend: BackendChoice, fresh = false): Lease {
    const found = fresh
      ? -1
      : this.idle.findIndex((idle) => idle.backend === backend && idle.trainer.isAlive);
    if (found < 0) {
      const trainer = new TrainerProcess(this.program);
      this.startedAs.set(trainer, this.program);
      return { trainer, warm: false };
    }
    const [{ trainer, timer }] = this.idle.splice(found, 1) as [IdleTrainer];
    clearTimeout(timer);
    return { trainer, warm: true };
  }

  /** Gives back a child that finished its stage well. */
  give(trainer: TrainerProcess, backend: BackendChoice): void {
    const stages = (this.stagesRun.get(trainer) ?? 0) + 1;
    this.stagesRun.set(trainer, stages);
    trainer.listen(null);
    const isPresent = this.startedAs.get(trainer) === this.program;
    if (this.closed || !isPresent || stages >= STAGES_PER_PROCESS || !trainer.isAlive)
      return this.dismiss(trainer);
    const timer = setTimeout(() => {
      const at = this.idle.findIndex((idle) => idle.trainer === trainer);
      if (at >= 0) this.idle.splice(at, 1);
      this.dismiss(trainer);
    }, this.idleMs);
    this.idle.push({ trainer, backend, timer });
  }

  /** A child that is not to be used again. */
  dismiss(trainer: TrainerProcess): void {
    trainer.listen(null);
    const gone = trainer.dismiss(this.graceMs).finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }

  /** Resolves when no idle child is left; those at work are their attempts' to end. */
  async close(): Promise<void> {
    this.closed = true;
    this.dismissIdle();
    await Promise.all(this.leaving);
  }

  private dismissIdle(): void {
    for (const { trainer, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      this.dismiss(trainer);
    }
  }
}
