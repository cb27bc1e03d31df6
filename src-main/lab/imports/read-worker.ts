/** A thread that reads one source and hands its runs over. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ImportRequest } from '#shared/contract/imports.ts';
import { AppError, type ErrorShape } from '#shared/errors.ts';
import { readRuns, type SourceRuns } from './read-runs.ts';

export interface ReadTask {
  request: ImportRequest;
  withCurves: boolean;
}
export type ReadAnswer = { read: SourceRuns } | { error: ErrorShape };

const { request, withCurves } = workerData as ReadTask;
try {
  const read = await readRuns(request, withCurves);
  const arrays = read.runs.flatMap(({ curves }) =>
    curves.flatMap(({ steps, values }) => [steps.buffer, values.buffer]),
  );
  parentPort?.postMessage({ read } satisfies ReadAnswer, arrays);
} catch (error) {
  parentPort?.postMessage({ error: AppError.from(error).toShape() } satisfies ReadAnswer);
}
