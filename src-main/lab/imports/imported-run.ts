/** Gives a foreign run our names and units: method, dataset, seed, metrics as shares, a key made from its content. */
import type { ImportRequest } from '#shared/contract/imports.ts';
import { METRICS, type MetricName } from '#shared/contract/tables.ts';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../graph/canonical-json.ts';
import { DATASET_FIELDS, METHOD_FIELDS, SEED_FIELDS, SPLIT_FIELDS } from './field-names.ts';
import type { ForeignCurve, ForeignRun, ForeignStore, ForeignValue } from './foreign-run.ts';
import { metricNamed, scalesOf } from './metric-names.ts';

/** What the database keeps as an imported run's configuration. */
export interface ImportedConfig {
  kind: 'imported';
  format: ForeignStore['format'];
  source: string;
  externalId: string;
  name: string;
  experiment: string | null;
  method: string;
  dataset: string | null;
  split: 'test' | 'dev' | null;
  params: Record<string, ForeignValue>;
  tags: Record<string, string>;
}

export interface ImportedRun {
  /** 64 hex digits: the same content at the same place within its source has the same key, wherever the source lies. */
  key: string;
  config: ImportedConfig;
  seed: number;
  state: ForeignRun['state'];
  startedAt: number | null;
  endedAt: number | null;
  /** AUC, MRR and nDCG as shares under our names, others as they are. */
  summary: Record<string, number>;
  note: string;
  curves: ForeignCurve[];
}

type Options = Pick<ImportRequest, 'method' | 'dataset' | 'split'> & { scale: 'auto' | 'share' | 'percent' };

/** "LSTUR-seed2", "nrms_run_3" -> the part before; `\b` would see none after an underscore. */
const SEED_PART = /[\s/_-]*(?<![a-z0-9])(?:seed|run|repeat|rep|trial)[\s=_-]*(\d+)$/i;

/**
 * @param source absolute path, kept with each run
 * @throws AppError `bad-input` for metric values that fit no scale
 */
export function toImportedRuns(store: ForeignStore, source: string, options: Options): ImportedRun[] {
  const scales = scalesOf(valuesByMetric(store.runs), options.scale);
  return store.runs.map((run) => {
    const method = options.method ?? textOf(run, METHOD_FIELDS) ?? nameWithoutSeed(run);
    const config: ImportedConfig = {
      kind: 'imported',
      format: store.format,
      source,
      externalId: run.externalId,
      name: run.name,
      experiment: run.experiment,
      method,
      dataset: options.dataset ?? textOf(run, DATASET_FIELDS),
      split: options.split ?? splitOf(run),
      params: run.params,
      tags: run.tags,
    };
    const seed = seedOf(run);
    const summary: Record<string, number> = {};
    for (const [name, value] of Object.entries(run.metrics)) {
      const known = metricNamed(name);
      if (known === null) summary[name] = value;
      // Where a run has both `test/auc` and `auc`, the first one written counts.
      else summary[known] ??= toShare(value, scales.get(known));
    }
    const all = run.curves.map((curve) => scaled(curve, scales));
    // As above: two courses in one curve would be neither.
    const curves = all.filter(({ metric }, at) => all.findIndex((one) => one.metric === metric) === at);
    const { state, startedAt, endedAt, note } = run;
    const key = createHash('sha256')
      .update(canonicalJson({ ...config, source: undefined, seed, state, summary, curves, note }))
      .digest('hex');
    return { key, config, seed, state, startedAt, endedAt, summary, note, curves };
  });
}

function valuesByMetric(runs: readonly ForeignRun[]): Map<MetricName, number[]> {
  const values = new Map<MetricName, number[]>(METRICS.map((metric) => [metric, []]));
  for (const run of runs) {
    for (const [name, value] of Object.entries(run.metrics)) {
      const known = metricNamed(name);
      if (known) values.get(known)!.push(value);
    }
  }
  return values;
}

/** 68.6 percent is 0.686; plain division gives 0.6859999999999999, which no table of the source says. */
const toShare = (value: number, scale = 1): number =>
  scale === 1 ? value : Number((value / scale).toPrecision(15));

function scaled(curve: ForeignCurve, scales: ReadonlyMap<MetricName, number>): ForeignCurve {
  const known = metricNamed(curve.metric);
  if (known === null) return curve;
  const scale = scales.get(known);
  return { metric: known, steps: curve.steps, values: curve.values.map((value) => toShare(value, scale)) };
}

function textOf({ params, tags }: ForeignRun, names: readonly string[]): string | null {
  for (const name of names) {
    const value = params[name] ?? tags[name];
    if (value !== undefined && String(value).trim() !== '') return String(value).trim();
  }
  return null;
}

/** "LSTUR-seed2" -> "LSTUR"; a bare number at the end only where it is the seed that the run gives. */
function nameWithoutSeed(run: ForeignRun): string {
  const bare = run.name.replace(SEED_PART, '').replace(new RegExp(`[\\s/_-]+${seedOf(run)}$`), '');
  return bare || run.name;
}

/** Seeds as they are written that are no whole numbers, each once. */
export const unreadSeeds = (runs: readonly ForeignRun[]): string[] => [
  ...new Set(
    runs.flatMap((run) => {
      const said = textOf(run, SEED_FIELDS);
      return said === null || Number.isSafeInteger(Number(said)) ? [] : [said];
    }),
  ),
];

/** 0 where the source says none that can be read. */
function seedOf(run: ForeignRun): number {
  const said = Number(textOf(run, SEED_FIELDS) ?? SEED_PART.exec(run.name)?.[1] ?? 0);
  return Number.isSafeInteger(said) ? said : 0;
}

function splitOf(run: ForeignRun): 'test' | 'dev' | null {
  const said = textOf(run, SPLIT_FIELDS)?.toLowerCase();
  if (said === 'test') return 'test';
  return said !== undefined && ['dev', 'val', 'valid', 'validation'].includes(said) ? 'dev' : null;
}
