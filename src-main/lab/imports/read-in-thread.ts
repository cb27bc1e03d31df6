/** Reads a source in a thread of its own, so that the lab answers meanwhile. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ImportRequest } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { processEntry } from '../cli/program-root.ts';
import type { SourceRuns } from './read-runs.ts';
import type { ReadAnswer, ReadTask } from './read-worker.ts';

/**
 * @param withCurves false: the points are only counted
 * @throws AppError `not-found`, `bad-input` for what cannot be read as runs, `unavailable` without the program
 */
export async function readInThread(request: ImportRequest, withCurves: boolean): Promise<SourceRuns> {
  const entry = processEntry('src-main/lab/imports/read-worker.ts', 'dist/lab/read-worker.js');
  if (entry === null) throw AppError.of('unavailable', 'error.imports.programMissing');
  const task: ReadTask = { request, withCurves };
  const worker = new Worker(entry, { workerData: task });
  try {
    // `once` rejects where the thread fails.
    const [answer] = (await once(worker, 'message')) as [ReadAnswer];
    if ('error' in answer) throw AppError.fromShape(answer.error);
    return answer.read;
  } finally {
    await worker.terminate();
  }
}
