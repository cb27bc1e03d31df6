/** Per-impression metrics of evaluations, as the evaluate stage wrote them, averaged over the repeats of a group. */
import path from 'node:path';
import { readTyped } from '#data/dataset/typed-file.ts';
import { METRICS } from '#shared/contract/tables.ts';
import type { CompareRun } from './compare-run.ts';

const FILE = 'per-impression.f32';

/** Place of a metric in a row of the file; -1 where it is not measured by impression. */
export const impressionColumn = (metric: string): number => (METRICS as readonly string[]).indexOf(metric);

/**
 * Mean over the runs of each impression's metrics, [impressions, 4] in the order of METRICS; NaN where an impression
 * lacks both classes.
 * @returns null where a run has no such file (any more), or they have other numbers of impressions
 */
export async function meanOverRepeats(runs: readonly CompareRun[]): Promise<Float64Array | null> {
  let sums: Float64Array | null = null;
  for (const { folder } of runs) {
    const values = folder === null ? null : await readTyped(path.join(folder, FILE), 'f32').catch(() => null);
    if (values === null || (sums !== null && sums.length !== values.length)) return null;
    sums ??= new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) sums[i] = (sums[i] as number) + (values[i] as number);
  }
  if (sums !== null) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) / runs.length;
  return sums;
}
