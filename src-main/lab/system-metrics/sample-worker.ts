/** Runs in a thread of the lab: the library waits for commands of the system, which must not make the lab wait. */
import { parentPort } from 'node:worker_threads';
import { mem } from 'systeminformation';
import { readGpu } from './read-gpu.ts';
import { readProcesses } from './read-processes.ts';
import type { Reading } from './sample.ts';

export interface ReadingRequest {
  pids: readonly number[];
  withGpu: boolean;
}
/** Null: nothing could be read this time. */
export type ReadingAnswer = Reading | null;

/** A machine without one is not asked again. */
let hasGpu = true;

async function read({ pids, withGpu }: ReadingRequest): Promise<Reading> {
  const [processes, memory] = await Promise.all([readProcesses(pids), mem()]);
  const gpu = withGpu && hasGpu ? await readGpu() : null;
  if (withGpu && gpu === null) hasGpu = false;
  return { processes, machineBytes: memory.active, gpu };
}

parentPort?.on('message', (request: ReadingRequest) => {
  read(request)
    .catch(() => null)
    .then((answer: ReadingAnswer) => parentPort?.postMessage(answer));
});
