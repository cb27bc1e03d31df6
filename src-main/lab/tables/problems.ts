/**
 * What must not stand in one column, or only with a word about it: numbers of other data, splits and definitions are
 * refused; other code, presets and backends are told.
 */
import type { PaperColumn, TableDefinition, TableProblem, TableRow } from '#shared/contract/paper-tables.ts';
import type { CellValue } from './resolve.ts';
import type { TableRun } from './table-run.ts';

/** Cells of a row, by column. */
export interface RowCells {
  row: TableRow;
  cells: readonly (readonly CellValue[])[];
}

interface Property {
  code: TableProblem['code'];
  severity: TableProblem['severity'];
  /** What must be equal; null: not known, so nothing to say. */
  of: (run: TableRun) => string | null;
  /** As people read it. */
  shown?: (run: TableRun) => string;
}

const PROPERTIES: readonly Property[] = [
  {
    code: 'data',
    severity: 'error',
    of: (run) => run.dataKey ?? run.dataset,
    shown: ({ dataset, dataKey }) => `${dataset ?? '?'}${dataKey ? ` (${dataKey.slice(0, 8)})` : ''}`,
  },
  { code: 'split', severity: 'error', of: (run) => run.split },
  { code: 'code', severity: 'warning', of: (run) => number(run.numericsVersion) },
  { code: 'preset', severity: 'warning', of: (run) => run.preset },
  { code: 'backend', severity: 'warning', of: (run) => run.backend },
];

const number = (value: number | null): string | null => (value === null ? null : String(value));

export function tableProblems(
  definition: TableDefinition,
  columns: readonly PaperColumn[],
  rows: readonly RowCells[],
): TableProblem[] {
  const problems: TableProblem[] = columns.flatMap((column, at) =>
    column.isFact ? [] : columnProblems(column, at, rows),
  );
  const empty = rows.filter(({ cells }) => cells.every((values) => values.length === 0));
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
  for (const { code, severity, of, shown = of } of PROPERTIES) {
    const groups = new Map<string, string>();
    for (const run of runs) {
      const value = of(run);
      if (value !== null) groups.set(value, shown(run) ?? value);
    }
    if (groups.size < 2) continue;
    const common = mostOften(runs.map(of));
    const odd = filled.filter(({ cells }) => included(cells[at]).some(({ run }) => of(run) !== common));
    problems.push(about(code, severity, odd, column, column.label, [...new Set(groups.values())].join(', ')));
  }
  const foreign = filled.filter(({ cells }) =>
    included(cells[at]).some(({ run }) => run.importedFrom !== null),
  );
  if (foreign.length > 0 && foreign.length < filled.length)
    problems.push(about('metric', 'warning', foreign, column, column.label, labels(foreign)));
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

function mostOften(values: readonly (string | null)[]): string | null {
  const counts = new Map<string | null, number>();
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
