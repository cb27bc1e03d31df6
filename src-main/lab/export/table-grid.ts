/**
 * The cells of a result table in their order, for the forms that print a grid (Markdown, LaTeX): one line for each
 * method, and below it the published row it stands for. Escaping and marks are each form's own.
 */
import { METRIC_LABELS, METRICS } from '#shared/contract/tables.ts';
import type { PublishedRow, ResultRow, ResultTable } from '#shared/contract/tables.ts';
import type { TableMark } from '#shared/table-marks.ts';
import {
  cellParts,
  marks,
  needsRunsColumn,
  oneLine,
  parameterText,
  publishedWords,
  repeatsOf,
} from './table-text.ts';

/** Mean and standard deviation in percent. */
export interface ValueCell {
  mean: string;
  sd: string | null;
  mark: TableMark | null;
}

export interface GridLine {
  /** A line of the paper, not of this experiment: never marked. */
  published: boolean;
  /** One for each column of text, the method first; a published line has its name alone. */
  texts: string[];
  /** What it was measured on. */
  data: string;
  /** One for each metric; null without a value. */
  values: (ValueCell | null)[];
}

export interface TableGrid {
  textHeads: string[];
  valueHeads: string[];
  /** Both kinds of lines are there, so that each must say what it was measured on. */
  mixed: boolean;
  lines: GridLine[];
}

/** Names are on one line each, but not escaped. */
export function tableGrid(table: ResultTable): TableGrid {
  const { published } = table;
  const runs = needsRunsColumn(table);
  const marked = METRICS.map((metric) => marks(table.rows, metric));
  const textHeads = ['Method', 'Layers', 'Size', ...(runs ? ['Runs'] : [])];
  const measuredLine = (row: ResultRow, index: number): GridLine => ({
    published: false,
    texts: [
      oneLine(row.method),
      String(row.layers),
      parameterText(row.parameters),
      ...(runs ? [String(repeatsOf(row))] : []),
    ],
    data: `${table.dataset}, ${table.split} split`,
    values: METRICS.map((metric, column) => {
      const parts = cellParts(row.metrics[metric]);
      return parts && { ...parts, mark: marked[column]?.[index] ?? null };
    }),
  });
  const publishedLine = ({ row, metrics }: PublishedRow): GridLine => ({
    published: true,
    texts: textHeads.map((_, column) => (column === 0 ? row : '')),
    data: published ? publishedWords(published) : '',
    values: METRICS.map((metric) => {
      const parts = cellParts(metrics[metric]);
      return parts && { ...parts, mark: null };
    }),
  });
  return {
    textHeads,
    valueHeads: METRICS.map((metric) => METRIC_LABELS[metric]),
    mixed: published !== undefined,
    lines: table.rows.flatMap((row, index) => [
      measuredLine(row, index),
      ...(row.published ? [publishedLine(row.published)] : []),
    ]),
  };
}
