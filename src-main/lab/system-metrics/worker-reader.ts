/** Readings from a thread that is started with the first one asked for, and again when it was lost. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import { processEntry } from '../cli/program-root.ts';
import type { Reading, SystemReader } from './sample.ts';
import type { ReadingAnswer, ReadingRequest } from './sample-worker.ts';

/** A command of the system that takes longer hangs. */
const TIMEOUT_MS = 20_000;

export class WorkerReader implements SystemReader {
  private worker: Worker | null = null;

  /** @throws AppError `unavailable` when the thread gives nothing; the next reading starts another one */
  async read(pids: readonly number[], withGpu: boolean): Promise<Reading> {
    const worker = (this.worker ??= startWorker());
    const request: ReadingRequest = { pids, withGpu };
    try {
      const answer = once(worker, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) });
      worker.postMessage(request);
      const [reading] = (await answer) as [ReadingAnswer];
      if (reading === null) throw AppError.of('unavailable', 'error.machine.unread');
      return reading;
    } catch (error) {
      if (this.worker === worker) this.close();
      throw error;
    }
  }

  close(): void {
    const worker = this.worker;
    this.worker = null;
    void worker?.terminate();
  }
}

function startWorker(): Worker {
  const entry = processEntry('src-main/lab/system-metrics/sample-worker.ts', 'dist/lab/sample-worker.js');
  if (entry === null) throw AppError.of('unavailable', 'error.machine.programMissing');
  const worker = new Worker(entry);
  worker.unref();
  // An error reaches the one who waits for a message; without one it must not end the lab.
  worker.on('error', () => undefined);
  return worker;
}
