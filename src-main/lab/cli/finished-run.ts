/** A finished repeat of one row of a result table, as commands name it: by the row's label and a seed. */
import type { ResultRow, ResultTable } from '#shared/contract/tables.ts';
import { AppError } from '#shared/errors.ts';

export interface FinishedRun {
  /** Key of its evaluate stage. */
  key: string;
  seed: number;
}

function rowOf(table: ResultTable, label: string): ResultRow {
  const row = table.rows.find(({ method }) => method === label);
  if (row) return row;
  throw new AppError(
    'not-found',
    `${table.experiment} has no method "${label}"; it has ${table.rows.map(({ method }) => `"${method}"`).join(', ')}.`,
    { method: label },
  );
}

/**
 * The finished evaluation of one repeat of a row.
 * @param seed default: the first finished repeat
 * @throws AppError `not-found` naming the rows or seeds that there are
 */
export function finishedRun(table: ResultTable, label: string, seed?: number): FinishedRun {
  const row = rowOf(table, label);
  const index = seed === undefined ? 0 : row.seeds.indexOf(seed);
  const [key, found] = [row.runs[index], row.seeds[index]];
  if (key !== undefined && found !== undefined) return { key, seed: found };
  throw new AppError(
    'not-found',
    row.seeds.length === 0
      ? `No repeat of "${row.method}" is finished; go on with: tnrlab run ${table.experiment}`
      : `"${row.method}" has no finished repeat with seed ${seed}; it has ${row.seeds.join(', ')}.`,
    { method: row.method, seed: seed ?? null },
  );
}
