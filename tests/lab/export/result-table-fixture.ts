/** Small result tables with known numbers for the tests of exports. */
import { METRICS } from '#shared/contract/tables.ts';
import type { MetricCell, ResultRow, ResultTable } from '#shared/contract/tables.ts';
import { mean, sampleSd } from '#lab/stats/sample.ts';

export const cell = (values: number[]): MetricCell => ({
  mean: mean(values),
  sd: sampleSd(values),
  n: values.length,
  values,
});

export function row(
  method: string,
  values: number[],
  layers = 2,
  parameters: number | null = 39_006_626,
): ResultRow {
  return {
    method,
    layers,
    parameters,
    metrics: Object.fromEntries(
      METRICS.map((m) => [m, values.length ? cell(values) : null]),
    ) as ResultRow['metrics'],
    seeds: values.map((_, i) => i + 1),
    runs: values.map((_, i) => `run-${i}`),
  };
}

export function table(rows: ResultRow[], changes: Partial<ResultTable> = {}): ResultTable {
  return {
    experiment: 'demo',
    dataset: 'sample',
    split: 'test',
    repeats: 3,
    complete: true,
    rows,
    bestAuc: 0.8581,
    notes: ['Bodies: ninth column.'],
    says: [],
    ...changes,
  };
}
