/** MLflow's folder store (`mlruns`): `<experiment>/<run>/{meta.yaml,params/*,metrics/*,tags/*}`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { filesUnder } from '../../artifacts/hash-files.ts';
import {
  collectMetrics,
  type ForeignRun,
  type ForeignStore,
  type LoggedPoint,
  readValue,
} from '../foreign-run.ts';
import { leftOutWarnings, type LeftOut, MLFLOW_NOTE, ownTags, stateOfStatus } from './mlflow-terms.ts';

const experimentMeta = z.looseObject({ name: z.string(), lifecycle_stage: z.string() });
const runMeta = z.looseObject({
  run_id: z.string().optional(),
  run_uuid: z.string().optional(),
  run_name: z.string().nullish(),
  status: z.union([z.int(), z.string()]),
  start_time: z.number().nullish(),
  end_time: z.number().nullish(),
  lifecycle_stage: z.string().default('active'),
});
/** Places beside the experiments that hold none. */
const NO_EXPERIMENTS = new Set(['.trash', 'models']);

/** @param source the folder `mlruns`. @throws AppError `bad-input` naming the file that cannot be read */
export async function readMlflowFolder(source: string): Promise<ForeignStore> {
  const runs: ForeignRun[] = [];
  const leftOut: LeftOut = { deleted: 0, notFinite: 0, empty: 0 };
  for (const experimentId of await foldersIn(source)) {
    if (NO_EXPERIMENTS.has(experimentId)) continue;
    const folder = path.join(source, experimentId);
    const experiment = await readYaml(path.join(folder, 'meta.yaml'), experimentMeta);
    for (const runId of await foldersIn(folder)) {
      const runFolder = path.join(folder, runId);
      // Experiments hold `tags` and, of newer versions, `traces` and `models` beside their runs.
      if (['tags', 'traces', 'models', 'datasets'].includes(runId)) continue;
      const meta = await readYaml(path.join(runFolder, 'meta.yaml'), runMeta);
      if (meta.lifecycle_stage !== 'active' || experiment.lifecycle_stage !== 'active') {
        leftOut.deleted++;
        continue;
      }
      const run = await readRun(runFolder, meta, experiment.name, runId);
      leftOut.notFinite += run.notFinite;
      if (Object.keys(run.run.metrics).length === 0) leftOut.empty++;
      else runs.push(run.run);
    }
  }
  return { format: 'mlflow-folder', runs, warnings: leftOutWarnings(leftOut) };
}

async function readRun(
  folder: string,
  meta: z.infer<typeof runMeta>,
  experiment: string,
  runId: string,
): Promise<{ run: ForeignRun; notFinite: number }> {
  const [params, tags, metricFiles] = await Promise.all([
    readTexts(path.join(folder, 'params')),
    readTexts(path.join(folder, 'tags')),
    readTexts(path.join(folder, 'metrics')),
  ]);
  const points = new Map<string, LoggedPoint[]>();
  for (const [metric, text] of metricFiles)
    points.set(metric, readMetric(text, path.join(folder, 'metrics', metric)));
  const { metrics, curves, notFinite } = collectMetrics(points);
  const run: ForeignRun = {
    externalId: meta.run_id ?? meta.run_uuid ?? runId,
    name: meta.run_name || tags.get('mlflow.runName') || runId,
    experiment,
    state: stateOfStatus(meta.status),
    startedAt: meta.start_time ?? null,
    endedAt: meta.end_time ?? null,
    params: Object.fromEntries([...params].map(([key, text]) => [key, readValue(text)])),
    tags: ownTags(tags),
    note: tags.get(MLFLOW_NOTE) ?? '',
    metrics,
    curves,
  };
  return { run, notFinite };
}

/** Lines of `timestamp value step` (the step is missing in old files). */
function readMetric(text: string, file: string): LoggedPoint[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line, at) => {
      const parts = line.split(/\s+/);
      const time = Number(parts[0]);
      const value = /^nan$/i.test(parts[1] ?? '')
        ? Number.NaN
        : Number((parts[1] ?? '?').replace(/^([-+]?)inf(inity)?$/i, '$1Infinity'));
      const step = Number(parts[2] ?? 0);
      const isNumber = !Number.isNaN(value) || /^nan$/i.test(parts[1] ?? '');
      if (Number.isFinite(time) && isNumber && Number.isSafeInteger(step)) return { time, value, step };
      throw AppError.of(
        'bad-input',
        'error.imports.noMetricLine',
        { file, line: at + 1, text: line },
        { file, line: at + 1 },
      );
    });
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Files under a folder by their path, which is the key's name; none where the folder is missing. */
async function readTexts(folder: string): Promise<Map<string, string>> {
  const files = await filesUnder(folder).catch(() => []);
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return new Map(files.map((file, at) => [file, texts[at]!]));
}

async function readYaml<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>> {
  const bad = (cause: unknown): AppError =>
    AppError.of('bad-input', 'error.imports.noMeta', { file }, { file }, cause);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw bad(error);
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw bad(error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw bad(parsed.error);
  return parsed.data;
}
