/**
 * What must not stand in one column, or only with a word about it: the rules of comparisons, and what cells alone can
 * have wrong.
 */
import type { KnownValue } from '#shared/contract/compare.ts';
import type { PaperColumn, TableDefinition, TableProblem, TableRow } from '#shared/contract/paper-tables.ts';
import { PROPERTIES, reader } from '../compare/same-meaning.ts';
import type { CellValue } from './resolve.ts';

/** Cells of a row, by column. */
export interface RowCells {
  row: TableRow;
  cells: readonly (readonly CellValue[])[];
}

export function tableProblems(
  definition: TableDefinition,
  columns: readonly PaperColumn[],
  rows: readonly RowCells[],
): TableProblem[] {
  const problems: TableProblem[] = columns.flatMap((column, at) =>
    column.isFact ? [] : columnProblems(column, at, rows),
  );
  const empty = rows.filter(({ cells }) => cells.every((values) => included(values).length === 0));
  if (empty.length > 0 && columns.length > 0)
    problems.push(about('no-runs', 'warning', empty, null, labels(empty), String(empty.length)));
  const { reference } = definition;
  if (reference !== null && !rows.some(({ row }) => row.id === reference))
    problems.push(about('reference', 'warning', [], null, '', ''));
  return problems;
}

function columnProblems(column: PaperColumn, at: number, rows: readonly RowCells[]): TableProblem[] {
  const filled = rows.filter(({ cells }) => included(cells[at]).length > 0);
  const runs = filled.flatMap(({ cells }) => included(cells[at]).map(({ run }) => run));
  const problems: TableProblem[] = [];
  for (const property of PROPERTIES) {
    const { id, severity, shown } = property;
    const read = reader(property, runs);
    const groups = new Map<string, string>();
    for (const run of runs) {
      const value = read(run);
      if (value !== null) groups.set(value, shown ? nameOf(shown(run)) : value);
    }
    if (groups.size < 2) continue;
    const common = mostOften(runs.flatMap((run) => read(run) ?? []));
    const odd = filled.filter(({ cells }) =>
      included(cells[at]).some(({ run }) => ![common, null].includes(read(run))),
    );
    problems.push(about(id, severity, odd, column, column.label, [...groups.values()].join(', ')));
  }
  const foreign = filled.filter(({ cells }) =>
    included(cells[at]).some(({ run }) => run.importedFrom !== null),
  );
  if (foreign.length > 0 && foreign.length < filled.length)
    problems.push(about('imported', 'warning', foreign, column, column.label, labels(foreign)));
  const mixed = filled.filter(({ cells }) => distinct(included(cells[at]).map(({ run }) => run.recipe)) > 1);
  if (mixed.length > 0)
    problems.push(about('mixed-cell', 'warning', mixed, column, column.label, labels(mixed)));
  const twice = filled.filter(({ cells }) => {
    const values = included(cells[at]);
    return distinct(values.map(({ seed }) => String(seed))) < values.length;
  });
  if (twice.length > 0)
    problems.push(about('seed-twice', 'warning', twice, column, column.label, labels(twice)));
  return problems;
}

export const included = (values: readonly CellValue[] | undefined): CellValue[] =>
  (values ?? []).filter(({ leftOut }) => leftOut === null);

const distinct = (values: readonly string[]): number => new Set(values).size;
const labels = (rows: readonly RowCells[]): string => rows.map(({ row }) => row.label).join(', ');

function mostOften(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function about(
  code: TableProblem['code'],
  severity: TableProblem['severity'],
  rows: readonly RowCells[],
  column: PaperColumn | null,
  where: string,
  values: string,
): TableProblem {
  return { code, severity, rows: rows.map(({ row }) => row.id), column: column?.id ?? null, where, values };
}

/** Without words, for these are in no language. */
const nameOf = ({ name, contents }: KnownValue): string =>
  [name, ...(contents === null ? [] : [`(${contents})`])].filter((part) => part !== null).join(' ');
