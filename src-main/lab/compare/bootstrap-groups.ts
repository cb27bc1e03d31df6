/** Paired bootstrap over the impressions that two groups were both evaluated on. */
import { bootstrapRequestSchema, type Bootstrap, type BootstrapRequest } from '#shared/contract/compare.ts';
import { METRICS } from '#shared/contract/tables.ts';
import { AppError } from '#shared/errors.ts';
import { bootstrapP, percentileInterval } from '../stats/bootstrap.ts';
import { comparableGroups } from './compare-groups.ts';
import type { CompareSource, RunGroup } from './compare-run.ts';
import { impressionColumn, meanOverRepeats } from './impression-values.ts';
import { resample } from './resample.ts';

/**
 * @param signal ends it early
 * @throws AppError `bad-input` for runs without values by impression, or of other data
 */
export async function bootstrapGroups(
  source: CompareSource,
  input: BootstrapRequest,
  signal?: AbortSignal,
): Promise<Bootstrap> {
  const { a, b, metric, draws, seed, confidence } = bootstrapRequestSchema.parse(input);
  const started = performance.now();
  const column = impressionColumn(metric);
  if (column < 0)
    throw AppError.of('bad-input', 'error.compare.notByImpression', { metric, metrics: METRICS.join(', ') });
  const [first, second] = comparableGroups(source, a, b);
  // As in the mean itself: what cannot be ranked counts as 0 there, or not at all.
  const countMissing = [...first.runs, ...second.runs].every(({ meanOver }) => meanOver === 'all');
  const differences = pairedDifferences(await rowsOf(first), await rowsOf(second), column, countMissing);
  if (differences === null || differences.length === 0)
    throw AppError.of('bad-input', 'error.compare.noCommon', { a: a.label, b: b.label });
  const means = await resample(differences, draws, seed, { signal });
  return {
    metric,
    impressions: differences.length,
    draws,
    difference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    interval: percentileInterval(means, confidence),
    p: bootstrapP(means),
    milliseconds: performance.now() - started,
  };
}

async function rowsOf({ label, runs }: RunGroup): Promise<Float64Array> {
  if (runs.length === 0) throw AppError.of('bad-input', 'error.compare.noneFinished', { label }, { label });
  const rows = await meanOverRepeats(runs);
  if (rows !== null) return rows;
  throw AppError.of('bad-input', 'error.compare.noRows', { label }, { label });
}

/** b - a by impression; null where the numbers of impressions differ. @param countMissing those without both classes count */
function pairedDifferences(
  a: Float64Array,
  b: Float64Array,
  column: number,
  countMissing: boolean,
): Float64Array | null {
  if (a.length !== b.length) return null;
  const kept: number[] = [];
  for (let i = column; i < a.length; i += METRICS.length) {
    const difference = (b[i] as number) - (a[i] as number);
    if (!Number.isNaN(difference)) kept.push(difference);
    else if (countMissing) kept.push(0);
  }
  return Float64Array.from(kept);
}
