/**
 * A result table as CSV: one line per method with mean, sample standard deviation and n of every metric, then every
 * single value in a column of its seed. Values are shares (0 to 1) at full precision.
 */
import { stringify } from 'csv-stringify/sync';
import { METRICS } from '#shared/contract/domain.ts';
import type { ResultTable } from '#shared/contract/domain.ts';
import { oneLine } from './table-text.ts';

export function tableCsv(table: ResultTable): string {
  const seeds = [...new Set(table.rows.flatMap((row) => row.seeds))].sort((a, b) => a - b);
  const columns = [
    'method',
    'layers',
    'parameters',
    ...METRICS.flatMap((metric) => [`${metric}_mean`, `${metric}_sd`, `${metric}_n`]),
    ...METRICS.flatMap((metric) => seeds.map((seed) => `${metric}_seed_${seed}`)),
  ];
  const lines = table.rows.map((row) => [
    oneLine(row.method),
    row.layers,
    row.parameters ?? '',
    ...METRICS.flatMap((metric) => {
      const cell = row.metrics[metric];
      return cell ? [cell.mean, cell.sd ?? '', cell.n] : ['', '', 0];
    }),
    ...METRICS.flatMap((metric) =>
      seeds.map((seed) => row.metrics[metric]?.values[row.seeds.indexOf(seed)] ?? ''),
    ),
  ]);
  // A label such as `=HYPERLINK(...)` must stay text in a spreadsheet.
  return stringify([columns, ...lines], { escape_formulas: true });
}
