/** A thread that resamples: takes blocks of draws by turns with its fellows and sends their means back. */
import { parentPort, workerData } from 'node:worker_threads';
import { bootstrapBlock, DRAWS_PER_BLOCK } from '../stats/bootstrap.ts';

export interface BootstrapTask {
  /** Shared with the other threads. */
  values: Float64Array<SharedArrayBuffer>;
  /** Where the means go, by draw; shared as well. */
  means: Float64Array<SharedArrayBuffer>;
  seed: number;
  /** The next block that nobody has taken, as one shared counter. */
  next: Int32Array<SharedArrayBuffer>;
}

const { values, means, seed, next } = workerData as BootstrapTask;
for (;;) {
  const block = Atomics.add(next, 0, 1);
  const from = block * DRAWS_PER_BLOCK;
  if (from >= means.length) break;
  const count = Math.min(DRAWS_PER_BLOCK, means.length - from);
  means.set(bootstrapBlock(values, seed, block, count), from);
}
parentPort?.postMessage('done');
