/** One group's repeats of one metric: its values in order of the seeds, mean, spread, interval. */
import type { GroupMetric } from '#shared/contract/compare.ts';
import { METRICS } from '#shared/contract/tables.ts';
import { mean, sampleSd, tInterval } from '../stats/sample.ts';
import type { CompareRun, RunGroup } from './compare-run.ts';

/** Counts and sizes that stand in a summary beside what was measured. */
const NOT_MEASURED = new Set([
  'impressions',
  'skipped',
  'tied',
  'steps',
  'parameters',
  'seconds',
  'trainingSeconds',
  'layers',
]);

/** Whether a number of a summary is a result, by its name. */
export const isMeasured = (name: string): boolean => !NOT_MEASURED.has(name);

/** Null where a run lacks the metric: a mean over the others would pass for one over all. */
export function groupMetric(
  runs: readonly CompareRun[],
  metric: string,
  confidence: number,
): GroupMetric | null {
  if (runs.some(({ metrics }) => metrics[metric] === undefined)) return null;
  const ordered = runs.slice().sort((a, b) => a.seed - b.seed);
  const values = ordered.map(({ metrics }) => metrics[metric] as number);
  return {
    n: values.length,
    mean: mean(values),
    sd: sampleSd(values),
    interval: tInterval(values, confidence),
    min: Math.min(...values),
    max: Math.max(...values),
    values,
    seeds: ordered.map(({ seed }) => seed),
    runs: ordered.map(({ key }) => key),
  };
}

/** Metrics that every finished run of every group has: those of ranking first, others by name. */
export function commonMetrics(groups: readonly RunGroup[]): string[] {
  const runs = groups.flatMap((group) => group.runs).filter(({ isFinished }) => isFinished);
  const names = Object.keys(runs[0]?.metrics ?? {}).filter(
    (name) => isMeasured(name) && runs.every(({ metrics }) => metrics[name] !== undefined),
  );
  const rank = (name: string): number => {
    const at = (METRICS as readonly string[]).indexOf(name);
    return at < 0 ? METRICS.length : at;
  };
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
