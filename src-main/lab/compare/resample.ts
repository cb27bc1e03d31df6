/** Spreads the draws of a bootstrap over threads, so that the lab goes on answering meanwhile. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import { processEntry } from '../cli/program-root.ts';
import { DRAWS_PER_BLOCK } from '../stats/bootstrap.ts';
import type { BootstrapTask } from './bootstrap-worker.ts';

const shared = (length: number): Float64Array<SharedArrayBuffer> =>
  new Float64Array(new SharedArrayBuffer(length * 8));

export interface ResampleOptions {
  /** Default: one for each core. */
  threads?: number;
  /** Ends the threads early. */
  signal?: AbortSignal | undefined;
}

/**
 * Sorted means of `draws` resamples; the same for a seed whatever the number of threads.
 * @throws AppError `stopped` when it is ended early
 */
export async function resample(
  values: Float64Array,
  draws: number,
  seed: number,
  { threads = availableParallelism(), signal }: ResampleOptions = {},
): Promise<Float64Array> {
  const entry = processEntry('src-main/lab/compare/bootstrap-worker.ts', 'dist/lab/bootstrap-worker.js');
  if (entry === null) throw AppError.of('unavailable', 'error.compare.programMissing');
  const task: BootstrapTask = {
    values: shared(values.length),
    means: shared(draws),
    seed,
    next: new Int32Array(new SharedArrayBuffer(4)),
  };
  task.values.set(values);
  const count = Math.min(threads, Math.ceil(draws / DRAWS_PER_BLOCK));
  const workers = Array.from({ length: count }, () => new Worker(entry, { workerData: task }));
  try {
    // `once` rejects where the thread fails.
    await Promise.all(workers.map((worker) => once(worker, 'message', { signal })));
  } catch (error) {
    if (signal?.aborted) throw AppError.of('stopped', 'error.compare.ended', {}, {}, error);
    throw error;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return new Float64Array(task.means).sort();
}
