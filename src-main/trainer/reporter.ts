/** What a stage says while it runs: typed events to the supervisor, progress at most a few times a second. */
import type { TrainerEvent } from '#shared/trainer-protocol/messages.ts';

export type Send = (event: TrainerEvent) => void;

const PROGRESS_EVERY_MS = 250;
/** The rate is that of the last moments, so that a change of speed shows. */
const RATE_WINDOW_MS = 10_000;

export class Reporter {
  private readonly send: Send;
  private phase = '';
  private lastSentAt = 0;
  private history: { at: number; done: number }[] = [];

  constructor(send: Send) {
    this.send = send;
  }

  event(event: TrainerEvent): void {
    this.send(event);
  }

  log(message: string, level: 'info' | 'warn' = 'info'): void {
    this.send({ type: 'log', level, message });
  }

  points(step: number, values: Record<string, number>): void {
    this.send({ type: 'points', step, values });
  }

  /** @param unit plural, e.g. `steps` */
  progress(phase: string, done: number, total: number, unit: string): void {
    const now = performance.now();
    if (phase !== this.phase) {
      this.phase = phase;
      this.history = [];
    } else if (done < total && now - this.lastSentAt < PROGRESS_EVERY_MS) return;
    this.lastSentAt = now;
    this.history.push({ at: now, done });
    while (this.history.length > 2 && now - this.history[0].at > RATE_WINDOW_MS) this.history.shift();
    const first = this.history[0];
    const seconds = (now - first.at) / 1000;
    const rate = seconds > 0 ? (done - first.done) / seconds : 0;
    this.send({ type: 'progress', phase, done, total, unit, rate });
  }
}
