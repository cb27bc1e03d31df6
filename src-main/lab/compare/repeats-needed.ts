/** How many repeats of two groups would show a difference of a chosen size, taking the spread of those there are for true. */
import type { Repeats, RepeatsRequest } from '#shared/contract/compare.ts';
import { AppError } from '#shared/errors.ts';
import { repeatsFor, tPower } from '../stats/power.ts';
import { sampleSd, sampleVariance } from '../stats/sample.ts';
import { comparableGroups } from './compare-groups.ts';
import { comparePair } from './compare-pair.ts';
import type { CompareSource, RunGroup } from './compare-run.ts';
import { groupMetric } from './group-metric.ts';
import { originOf } from './pair-test.ts';

/** @throws AppError `bad-input` for groups that cannot be compared, lack the metric, or have no spread to go by */
export function repeatsNeeded(source: CompareSource, request: RepeatsRequest): Repeats {
  const { metric, difference } = request;
  const [first, second] = comparableGroups(source, request.a, request.b);
  const [a, b] = [sideOf(first, metric), sideOf(second, metric)];
  const { design, n, differences, degrees } = comparePair(a, b, metric, { confidence: 0.95 });
  const [varianceA, varianceB] = [sampleVariance(a.values.values), sampleVariance(b.values.values)];
  const spread =
    design === 'paired'
      ? sampleSd(differences.map(({ value }) => value))
      : varianceA === null || varianceB === null
        ? null
        : Math.sqrt((varianceA + varianceB) / 2);
  if (spread === null || spread === 0 || degrees === null)
    throw AppError.of('bad-input', 'error.compare.noSpread', { a: a.label, b: b.label });
  const standardError =
    design === 'paired'
      ? spread / Math.sqrt(n)
      : Math.sqrt((varianceA ?? 0) / a.values.n + (varianceB ?? 0) / b.values.n);
  return {
    metric,
    difference,
    design,
    n,
    chance: tPower(difference / standardError, degrees),
    // The effect is above 0, so that there is a number; next to nothing needs more than a number holds.
    repeats: Math.min(repeatsFor(difference / spread, design) ?? n, Number.MAX_SAFE_INTEGER),
  };
}

function sideOf({ label, runs }: RunGroup, metric: string) {
  const values = runs.length === 0 ? null : groupMetric(runs, metric, 0.95);
  if (values === null) throw AppError.of('bad-input', 'error.compare.noMetric', { label, metric }, { label });
  return { label, values, origin: originOf(runs) };
}
