/** A whole comparison: values of each group, tests of each pair, Holm over all, what sets them apart and what must not be compared. */
import {
  type CompareGroup,
  compareRequestSchema,
  type CompareRequest,
  type Comparison,
  type Pair,
} from '#shared/contract/compare.ts';
import { compareSaid } from '#shared/compare-words.ts';
import { AppError } from '#shared/errors.ts';
import { holm } from '../stats/holm.ts';
import { comparePair } from './compare-pair.ts';
import type { CompareSource, RunGroup } from './compare-run.ts';
import { configDifferences } from './config-differences.ts';
import { commonMetrics, groupMetric } from './group-metric.ts';
import { originOf } from './pair-test.ts';
import { compareProblems, isComparable } from './problems.ts';
import { SamplingVariances, varianceParts } from './variance-parts.ts';

/**
 * Compares exactly the runs that are named; those that are not finished, or are in the trash, are told and left out.
 * @throws AppError `not-found` for a run, `bad-input` for a label that stands twice or is not there
 */
export async function compareGroups(
  source: CompareSource,
  input: CompareRequest,
  samplings = new SamplingVariances(),
): Promise<Comparison> {
  const request = compareRequestSchema.parse(input);
  const { confidence, margin, against } = request;
  const named = readGroups(source, request.groups);
  if (against !== undefined && !named.some(({ label }) => label === against))
    throw AppError.of('bad-input', 'error.compare.noGroup', { against }, { against });
  const groups = named.map(counted);
  const metrics = request.metrics ?? commonMetrics(groups);
  const cells = groups.map(({ runs }) =>
    Object.fromEntries(
      metrics.map((metric) => [metric, runs.length === 0 ? null : groupMetric(runs, metric, confidence)]),
    ),
  );
  const pairs = pairsOf(groups, against).flatMap(([i, j]): Pair[] => {
    const [a, b] = [groups[i]!, groups[j]!];
    if (!isComparable(a, b)) return [];
    return metrics.flatMap((metric) => {
      const [first, second] = [cells[i]?.[metric], cells[j]?.[metric]];
      if (!first || !second) return [];
      const sides = [
        { label: a.label, values: first, origin: originOf(a.runs) },
        { label: b.label, values: second, origin: originOf(b.runs) },
      ] as const;
      return [comparePair(...sides, metric, { confidence, margin })];
    });
  });
  const adjusted = holm(pairs.map(({ p }) => p));
  return {
    metrics,
    confidence,
    groups: groups.map(({ label, runs }, i) => ({
      label,
      runs: runs.map(({ key }) => key),
      metrics: cells[i] ?? {},
    })),
    pairs: pairs.map((pair, i) => ({ ...pair, holm: adjusted[i] ?? null })),
    variance: await varianceParts(groups, metrics, samplings),
    differences: configDifferences(groups),
    problems: compareProblems(named),
  };
}

/** @throws AppError as compareGroups() */
function readGroups(
  source: CompareSource,
  groups: readonly { label: string; runs: readonly string[] }[],
): RunGroup[] {
  const labels = groups.map(({ label }) => label);
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined)
    throw AppError.of('bad-input', 'error.compare.labelTwice', { label: twice }, { label: twice });
  return groups.map(({ label, runs }) => ({ label, runs: source.runs(runs) }));
}

/** Two groups, runs that count alone. @throws AppError `bad-input` where their numbers do not mean the same */
export function comparableGroups(
  source: CompareSource,
  a: CompareGroup,
  b: CompareGroup,
): [RunGroup, RunGroup] {
  const groups = readGroups(source, [a, b]).map(counted) as [RunGroup, RunGroup];
  if (isComparable(...groups)) return groups;
  const refused = compareProblems(groups).filter(({ severity }) => severity === 'error');
  throw AppError.of('bad-input', 'error.several', {
    problems: { each: refused.map(compareSaid), between: ' ' },
  });
}

/** Without the runs that have no numbers yet, and those in the trash, as in every table. */
const counted = ({ label, runs }: RunGroup): RunGroup => ({
  label,
  runs: runs.filter(({ isFinished, isTrashed }) => isFinished && !isTrashed),
});

/** Places of both groups: the reference first, or each with all after it. */
function pairsOf(groups: readonly RunGroup[], against: string | undefined): [number, number][] {
  const places = groups.map((_, i) => i);
  if (against === undefined)
    return places.flatMap((i) => places.slice(i + 1).map((j): [number, number] => [i, j]));
  const reference = groups.findIndex(({ label }) => label === against);
  return places.filter((i) => i !== reference).map((i): [number, number] => [reference, i]);
}
