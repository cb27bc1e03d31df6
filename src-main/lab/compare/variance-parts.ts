/**
 * Where the spread of a group's values is from: the impressions that happened to be evaluated, the teachers, the
 * students' seeds. Says null where the design cannot tell two of them apart (docs/numerics.md, Statistics).
 */
import type { VarianceParts } from '#shared/contract/compare.ts';
import { METRICS } from '#shared/contract/tables.ts';
import { nestedVariance } from '../stats/nested-variance.ts';
import { sampleVariance } from '../stats/sample.ts';
import type { CompareRun, RunGroup } from './compare-run.ts';
import { impressionColumn, meanOverRepeats } from './impression-values.ts';

/** One for each group and metric with at least two values. */
export async function varianceParts(
  groups: readonly RunGroup[],
  metrics: readonly string[],
  samplings: SamplingVariances,
): Promise<VarianceParts[]> {
  const parts: VarianceParts[] = [];
  for (const { label, runs } of groups) {
    const sampling = await samplings.of(runs);
    for (const metric of metrics) {
      const values = runs.map((run) => run.metrics[metric]);
      if (values.length < 2 || !values.every((value) => value !== undefined)) continue;
      const { teacher, seed, repeats } = repeatParts(runs, values);
      const evaluation = sampling[impressionColumn(metric)] ?? null;
      parts.push({ label, metric, total: repeats + (evaluation ?? 0), evaluation, teacher, seed });
    }
  }
  return parts;
}

/** Variance between repeats, and its parts as far as the sets of teachers let them be told apart. */
function repeatParts(
  runs: readonly CompareRun[],
  values: readonly number[],
): { repeats: number; teacher: number | null; seed: number | null } {
  const repeats = sampleVariance(values) ?? 0;
  const sets = new Map<string, number[]>();
  runs.forEach(({ teachers }, i) => {
    // A run without teachers is a set of its own kind: its seed is all there is.
    const name = teachers ?? '';
    sets.set(name, [...(sets.get(name) ?? []), values[i] as number]);
  });
  // One set of teachers, or none: all of the spread is the students' own.
  if (sets.size === 1) return { repeats, teacher: null, seed: repeats };
  const nested = nestedVariance([...sets.values()]);
  if (!nested) return { repeats, teacher: null, seed: null };
  return { repeats: nested.between + nested.within, teacher: nested.between, seed: nested.within };
}

/** How many groups are remembered. */
const MOST_KEPT = 500;

/**
 * Of each metric: variance of the group's mean through the choice of impressions, s^2 / n over the n impressions'
 * values, each averaged over the repeats. Remembered: artifacts never change, and a window asks again with each choice.
 */
export class SamplingVariances {
  private readonly kept = new Map<string, (number | null)[]>();

  async of(runs: readonly CompareRun[]): Promise<(number | null)[]> {
    const name = runs
      .map(({ key }) => key)
      .sort()
      .join();
    const known = this.kept.get(name);
    if (known) return known;
    const values = await meanOverRepeats(runs);
    const found = METRICS.map((_, column) =>
      values === null ? null : samplingVariance(values, column, runs[0]?.meanOver === 'all'),
    );
    if (values !== null) {
      if (this.kept.size >= MOST_KEPT) this.kept.clear();
      this.kept.set(name, found);
    }
    return found;
  }
}

/** @param countMissing whether impressions without both classes count as 0, as in the mean itself */
function samplingVariance(rows: Float64Array, column: number, countMissing: boolean): number | null {
  let n = 0;
  let centre = 0;
  let squares = 0;
  // Welford's update: one pass, and no loss of digits.
  for (let i = column; i < rows.length; i += METRICS.length) {
    let value = rows[i] as number;
    if (Number.isNaN(value)) {
      if (!countMissing) continue;
      value = 0;
    }
    n++;
    const step = value - centre;
    centre += step / n;
    squares += step * (value - centre);
  }
  return n < 2 ? null : squares / (n - 1) / n;
}
