/** What the metrics of curves are measured in, what they are called, and in which panel they stand. */
import { metricFacts } from '#shared/metrics.ts';
import type { MessageKey } from '#shared/messages/messages.ts';
import { t } from '../state/language.svelte.ts';
import { bytes, compact, duration } from '../words.ts';

export type CurveUnit = 'loss' | 'percent' | 'share' | 'norm' | 'rate' | 'bytes' | 'degrees' | 'number';

/** Sampled by the lab while the stage runs, over seconds instead of steps. */
export const isSystemMetric = (metric: string): boolean => /^(system|gpu)\//.test(metric);

/** Step at a second of the run; no curve to look at, but a clock. */
export const CLOCK_METRIC = 'system/step';

const RANKING = /^(auc|mrr|ndcg\d+)$/;
const RATE = /^(lr|learning-?rate)$/i;
const NORM = /(^|\/)grad(ient)?([-_/ ]?norm)?$/i;

export function unitOf(metric: string): CurveUnit {
  const parts = metric.split('/');
  if (/memory$/.test(metric) && isSystemMetric(metric)) return 'bytes';
  if (metric === 'gpu/temperature') return 'degrees';
  if (isSystemMetric(metric)) return 'percent';
  if (parts[0] === 'loss' || parts.at(-1) === 'loss') return 'loss';
  if (parts.some((part) => RANKING.test(part))) return 'share';
  if (NORM.test(metric)) return 'norm';
  if (parts.some((part) => RATE.test(part))) return 'rate';
  return 'number';
}

/** Shares of a whole and sizes: a curve of them that begins elsewhere than at nothing would show calm as a cliff. */
export const beginsAtZero = (unit: CurveUnit): boolean => unit === 'percent' || unit === 'bytes';

/** In which order the panels of these units stand. */
export const UNIT_ORDER: readonly CurveUnit[] = [
  'loss',
  'share',
  'norm',
  'rate',
  'number',
  'bytes',
  'percent',
  'degrees',
];

/** A value with enough digits to be told from its neighbours; `share` in percent as in tables. */
export function unitText(unit: CurveUnit, value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'share') return (value * 100).toFixed(2);
  if (unit === 'bytes') return bytes(value);
  if (unit === 'percent') return `${value.toFixed(0)} %`;
  if (unit === 'degrees') return `${value.toFixed(0)} °C`;
  return compact(value);
}

/** Fewer digits, for the ticks of an axis. */
export function tickText(unit: CurveUnit, value: number): string {
  if (unit === 'share') return String(Number((value * 100).toPrecision(4)));
  if (unit === 'percent') return compact(value);
  if (unit === 'degrees') return compact(value);
  return unitText(unit, value);
}

/** Samples of the machine that share a panel, told apart by what they are of. */
const SAMPLES: Readonly<Record<string, MessageKey>> = {
  'system/memory': 'curves.sample.process',
  'system/machine-memory': 'curves.sample.machine',
  'system/cpu': 'curves.sample.cpu',
  'gpu/memory': 'curves.sample.gpu',
  'gpu/utilisation': 'curves.sample.gpu',
};

/** `dev/auc/teacher-2` -> `AUC teacher-2`, `loss/emb` -> `emb`: the part that tells it from others of its panel. */
export function metricName(metric: string): string {
  const sample = SAMPLES[metric];
  if (sample) return t(sample);
  const parts = metric.split('/');
  const known = parts.findIndex((part) => RANKING.test(part));
  if (known >= 0) return [metricFacts(parts[known] ?? '').label, ...parts.slice(known + 1)].join(' ');
  return parts.length > 1 ? parts.slice(1).join('/') : metric;
}

/** Text of a place on the x axis. */
export const xText = (along: 'step' | 'seconds', value: number): string =>
  along === 'seconds' ? duration(value) : compact(Math.round(value));
