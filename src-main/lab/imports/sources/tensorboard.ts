/** TensorBoard's event files: every folder that holds some is a run, named by its path under the source. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/errors.ts';
import { type Said, say } from '#shared/messages/said.ts';
import { filesUnder } from '../../artifacts/hash-files.ts';
import {
  collectMetrics,
  requireSafeStep,
  type ForeignRun,
  type ForeignStore,
  type LoggedPoint,
} from '../foreign-run.ts';
import { readEvent, type EventContent } from './event-messages.ts';
import { readEventRecords } from './event-records.ts';

export const EVENT_FILE = /(^|\/)events\.out\.tfevents\.[^/]*$/;
/** Sums that the hparams plugin writes, not numbers of the training. */
const OWN_TAG = /^_hparams_\//;

/** @param source a folder, or one event file. @throws AppError `bad-input` where a file is damaged */
export async function readTensorBoardRuns(source: string, isFolder: boolean): Promise<ForeignStore> {
  const folder = isFolder ? source : path.dirname(source);
  const files = isFolder
    ? (await filesUnder(source)).filter((file) => EVENT_FILE.test(file))
    : [path.basename(source)];
  const byRun = new Map<string, string[]>();
  for (const file of files) {
    const run = path.posix.dirname(file);
    byRun.set(run, [...(byRun.get(run) ?? []), file]);
  }
  const warnings: Said[] = [];
  const all: ForeignRun[] = [];
  const runs: ForeignRun[] = [];
  for (const [externalId, ofRun] of byRun) {
    // Names carry the time of writing: later files go on where earlier ones ended.
    const name = externalId === '.' ? path.basename(folder) : externalId;
    const read = await readRun(ofRun.map((file) => path.join(folder, file)));
    if (read.cutOff) warnings.push(say('imports.warning.cutOff', { name }));
    if (read.notFinite > 0)
      warnings.push(say('imports.warning.notFiniteOf', { name, count: read.notFinite }));
    all.push({ ...read.run, externalId, name });
  }
  for (const run of all) {
    if (Object.keys(run.metrics).length > 0) runs.push(run);
    else if (!lendParams(run, all)) warnings.push(say('imports.warning.noScalars', { name: run.name }));
  }
  return { format: 'tensorboard', runs, warnings };
}

/** Some writers put hyperparameters into a folder under the run's own: they are the run's. */
function lendParams(child: ForeignRun, all: readonly ForeignRun[]): boolean {
  if (Object.keys(child.params).length === 0) return false;
  const parents = all.filter(
    ({ externalId, metrics }) =>
      Object.keys(metrics).length > 0 &&
      (externalId === '.' || child.externalId.startsWith(`${externalId}/`)),
  );
  for (const parent of parents) parent.params = { ...child.params, ...parent.params };
  return parents.length > 0;
}

async function readRun(
  files: readonly string[],
): Promise<{ run: Omit<ForeignRun, 'externalId' | 'name'>; cutOff: boolean; notFinite: number }> {
  const points = new Map<string, LoggedPoint[]>();
  const params: ForeignRun['params'] = {};
  let startedAt: number | null = null;
  let endedAt: number | null = null;
  let cutOff = false;
  for (const file of files) {
    const read = readEventRecords(await readFile(file), file);
    cutOff ||= read.cutOff;
    for (const [index, record] of read.records.entries()) {
      const { scalars, hparams, time, stepText } = decode(record, file);
      Object.assign(params, hparams);
      if (time !== null) {
        startedAt = Math.min(startedAt ?? time, time);
        endedAt = Math.max(endedAt ?? time, time);
      }
      for (const { tag, step, time: at, value } of scalars) {
        if (OWN_TAG.test(tag)) continue;
        requireSafeStep(step, { file, record: index + 1, metric: tag, step: stepText });
        const list = points.get(tag);
        if (list) list.push({ step, value, time: at });
        else points.set(tag, [{ step, value, time: at }]);
      }
    }
  }
  const { metrics, curves, notFinite } = collectMetrics(points);
  const run = {
    experiment: null,
    state: cutOff ? ('stopped' as const) : ('done' as const),
    startedAt,
    endedAt,
    params,
    tags: {},
    note: '',
    metrics,
    curves,
  };
  return { run, cutOff, notFinite };
}

function decode(record: Buffer, file: string): EventContent {
  try {
    return readEvent(record);
  } catch (error) {
    throw AppError.of('bad-input', 'error.imports.noEvent', { file }, { file }, error);
  }
}
