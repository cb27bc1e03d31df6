/**
 * A result table as CSV: one line per method with mean, sample standard deviation and n of every metric, then every
 * single value in a column of its seed, then the published values, where asked for, in columns of their own. Values are
 * shares (0 to 1) at full precision.
 */
import { stringify } from 'csv-stringify/sync';
import { METRICS } from '#shared/contract/tables.ts';
import type { ResultRow, ResultTable } from '#shared/contract/tables.ts';
import { oneLine } from './table-text.ts';

/** Ours first: from here on a line speaks of two measurements. */
const PUBLISHED_COLUMNS = [
  'dataset',
  'split',
  'published_row',
  'published_dataset',
  'published_split',
  'published_repeats',
  ...METRICS.flatMap((metric) => [`published_${metric}_mean`, `published_${metric}_sd`]),
];

function publishedCells({ dataset, split, published }: ResultTable, row: ResultRow): (string | number)[] {
  if (!published) return [];
  const own = [dataset, split];
  if (!row.published) return [...own, ...PUBLISHED_COLUMNS.slice(own.length).map(() => '')];
  const { metrics } = row.published;
  return [
    ...own,
    row.published.row,
    published.dataset,
    published.split,
    published.repeats,
    ...METRICS.flatMap((metric) => [metrics[metric]?.mean ?? '', metrics[metric]?.sd ?? '']),
  ];
}

export function tableCsv(table: ResultTable): string {
  const seeds = [...new Set(table.rows.flatMap((row) => row.seeds))].sort((a, b) => a - b);
  const columns = [
    'method',
    'layers',
    'parameters',
    ...METRICS.flatMap((metric) => [`${metric}_mean`, `${metric}_sd`, `${metric}_n`]),
    ...METRICS.flatMap((metric) => seeds.map((seed) => `${metric}_seed_${seed}`)),
    ...(table.published ? PUBLISHED_COLUMNS : []),
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
    ...publishedCells(table, row),
  ]);
  // A label such as `=HYPERLINK(...)` must stay text in a spreadsheet.
  return stringify([columns, ...lines], { escape_formulas: true });
}
