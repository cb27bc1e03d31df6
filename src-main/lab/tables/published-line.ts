/** A value of the paper in a column of a table: printed as the paper has it, never marked, never tested. */
import type { PaperCell, PaperColumn, TableDefinition } from '#shared/contract/paper-tables.ts';
import { METRICS } from '#shared/contract/tables.ts';
import type { PublishedMetrics } from '../published/paper-results.ts';
import { NO_PAD } from './cell-text.ts';

/** The paper prints two digits of a percentage. */
const PAPER_DIGITS = 2;

/**
 * Columns that the paper's values of one dataset belong in: all, or of several datasets those that are called so
 * (`MIND` belongs beside `mind-large`, not beside `feeds`).
 */
export function publishedColumns({ columns, published }: TableDefinition): boolean[] {
  const named = columns.map(({ dataset }) => dataset ?? null);
  if (new Set(named.filter((name) => name !== null)).size < 2) return columns.map(() => true);
  return named.map((name) => name === null || name.toLowerCase().includes(published.toLowerCase()));
}

export function publishedCell(
  theirs: PublishedMetrics,
  { metric, scale }: PaperColumn,
  { spread }: Pick<TableDefinition, 'spread'>,
  repeats: number,
): PaperCell | null {
  const name = METRICS.find((one) => one === metric);
  const cell = name && theirs[name];
  if (!cell) return null;
  const print = (value: number): string => (value * scale).toFixed(PAPER_DIGITS);
  return {
    text: {
      value: print(cell.mean),
      spread: cell.sd === null || spread !== 'sd' ? null : print(cell.sd),
      pad: NO_PAD,
    },
    mean: cell.mean,
    sd: cell.sd,
    interval: null,
    n: repeats,
    mark: null,
    test: null,
    repeats: [],
  };
}
