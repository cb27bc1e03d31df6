/**
 * What a user does to a table's definition, each as a function from one definition to the next; nothing is changed in
 * place, so that every former one can be gone back to.
 */
import type { TableColumn, TableDefinition, TableRow } from '#shared/contract/paper-tables.ts';

export type Edit = (definition: TableDefinition) => TableDefinition;

/** The list with its item at `from` moved to `to`, which is held within the list; as it was where there is none. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  if (from < 0) return next;
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.min(Math.max(0, to), next.length), 0, item);
  return next;
}

/** `stem-1`, `stem-2`, ...: the first that is not taken. */
export function freeId(stem: string, taken: ReadonlySet<string>): string {
  let n = 1;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

/** Other programs' metrics have names of any length, ids have 60 letters. */
const columnStem = (metric: string): string => metric.slice(0, 50);

const idsOf = (list: readonly { id: string }[]): Set<string> => new Set(list.map(({ id }) => id));
const placeOf = (list: readonly { id: string }[], id: string): number =>
  list.findIndex((one) => one.id === id);

/** @param after id of the row that they follow; default: at the end */
function inserted(rows: readonly TableRow[], added: readonly TableRow[], after?: string): TableRow[] {
  const at = after === undefined ? -1 : placeOf(rows, after);
  const end = at < 0 ? rows.length : at + 1;
  return [...rows.slice(0, end), ...added, ...rows.slice(end)];
}

/** Rows from elsewhere get ids of their own. */
export const addRows =
  (added: readonly TableRow[], after?: string): Edit =>
  (definition) => {
    const taken = idsOf(definition.rows);
    const fresh = added.map((row) => {
      const id = freeId('row', taken);
      taken.add(id);
      return { ...row, id };
    });
    return { ...definition, rows: inserted(definition.rows, fresh, after) };
  };

const blank = { sources: [], published: null };

/** Above the row `before`, or at the end. */
export const addLine =
  (kind: 'heading' | 'rule', label: string, before?: string): Edit =>
  (definition) => {
    const { rows } = definition;
    const at = before === undefined ? -1 : placeOf(rows, before);
    const line: TableRow = { id: freeId(kind, idsOf(rows)), kind, label, ...blank };
    const place = at < 0 ? rows.length : at;
    return { ...definition, rows: [...rows.slice(0, place), line, ...rows.slice(place)] };
  };

export const changeRow =
  (id: string, change: Partial<Omit<TableRow, 'id'>>): Edit =>
  (definition) => ({
    ...definition,
    rows: definition.rows.map((row) => (row.id === id ? { ...row, ...change } : row)),
  });

export const moveRow =
  (id: string, to: number): Edit =>
  (definition) => ({ ...definition, rows: moved(definition.rows, placeOf(definition.rows, id), to) });

/** The reference leaves with its row. */
export const removeRow =
  (id: string): Edit =>
  (definition) => ({
    ...definition,
    rows: definition.rows.filter((row) => row.id !== id),
    reference: definition.reference === id ? null : definition.reference,
  });

export const addColumns =
  (added: readonly Omit<TableColumn, 'id'>[]): Edit =>
  (definition) => {
    const taken = idsOf(definition.columns);
    const fresh = added.map((column) => {
      const stem = columnStem(column.metric);
      const id = taken.has(stem) ? freeId(stem, taken) : stem;
      taken.add(id);
      return { ...column, id };
    });
    return { ...definition, columns: [...definition.columns, ...fresh] };
  };

/** Fields that are changed to undefined or to an empty text leave the column. */
export const changeColumn =
  (id: string, change: Partial<Omit<TableColumn, 'id'>>): Edit =>
  (definition) => ({
    ...definition,
    columns: definition.columns.map((column) => {
      if (column.id !== id) return column;
      const entries = Object.entries({ ...column, ...change });
      return Object.fromEntries(
        entries.filter(([, value]) => value !== undefined && value !== ''),
      ) as TableColumn;
    }),
  });

export const moveColumn =
  (id: string, to: number): Edit =>
  (definition) => ({
    ...definition,
    columns: moved(definition.columns, placeOf(definition.columns, id), to),
  });

export const removeColumn =
  (id: string): Edit =>
  (definition) => ({ ...definition, columns: definition.columns.filter((column) => column.id !== id) });

/** One column for each dataset, headed by its name, where one column stood for all. */
export const splitColumn =
  (id: string, datasets: readonly string[]): Edit =>
  (definition) => {
    const taken = idsOf(definition.columns);
    return {
      ...definition,
      columns: definition.columns.flatMap((column) => {
        if (column.id !== id) return [column];
        return datasets.map((dataset) => {
          const own = freeId(columnStem(column.metric), taken);
          taken.add(own);
          return { ...column, id: own, dataset, heading: column.heading ?? dataset };
        });
      }),
    };
  };

/** Out of every mean of the table; another reason replaces the first. */
export const leaveOut =
  (run: string, reason: string): Edit =>
  (definition) => {
    const known = definition.leftOut.some((one) => one.run === run);
    return {
      ...definition,
      leftOut: known
        ? definition.leftOut.map((one) => (one.run === run ? { run, reason } : one))
        : [...definition.leftOut, { run, reason }],
    };
  };

export const takeBack =
  (run: string): Edit =>
  (definition) => ({ ...definition, leftOut: definition.leftOut.filter((one) => one.run !== run) });

export const change =
  (fields: Partial<TableDefinition>): Edit =>
  (definition) => ({ ...definition, ...fields });
