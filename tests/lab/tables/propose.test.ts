/** Definitions to start from, of made-up runs. */
import { expect, test } from 'vitest';
import { proposeOfRuns } from '#lab/tables/propose.ts';
import { tableRun } from './made-up-table.ts';

test('proposeOfRuns() takes metrics of any length, and asked for twice, as one column each', () => {
  const long = `Validation/${'x'.repeat(70)}`;
  const runs = [
    tableRun('NRMS', 1, { [long]: 0.5, auc: 0.6 }),
    tableRun('NRMS', 2, { [long]: 0.5, auc: 0.6 }, { dataset: 'other' }),
  ];
  const metricsOf = (wanted?: string[]) => proposeOfRuns(runs, wanted).columns.map(({ metric }) => metric);
  expect(metricsOf([long, 'auc', long])).toEqual(['layers', 'parameters', long, 'auc', long, 'auc']);
  const own = proposeOfRuns([tableRun('NRMS', 1, { [long]: 0.5 })]);
  expect(own.columns.map(({ id, metric }) => [id, metric]).at(-1)).toEqual(['metric-1', long]);
});
