/** An efficiency table for the scripted lab: the experiment `timed` was measured, all others were not. */
import { withNotes } from '#shared/note-words.ts';
import type { EfficiencyTable, ResultTable } from '#shared/contract/tables.ts';
import { measure } from '#tests/lab/export/efficiency-fixture.ts';

export function efficiencyOf({ experiment, dataset, split, rows }: ResultTable): EfficiencyTable {
  const wanted = experiment === 'timed';
  return {
    experiment,
    dataset,
    split,
    rows: rows.map(({ method, layers, metrics }, at) => ({
      method,
      layers,
      auc: metrics.auc,
      // The last row is still to come.
      measure: wanted && at < rows.length - 1 ? measure(200 * 3 ** at) : null,
    })),
    ...withNotes([{ code: 'timed-alone', values: {} }]),
  };
}
