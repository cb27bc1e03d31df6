/**
 * A definition and the runs of its snapshot become the table as it prints: pure, so that the same snapshot prints the same
 * numbers for ever. Looking runs up is resolve.ts's, how far they are behind stale.ts's, forms are src-main/lab/export's.
 */
import {
  type CellTest,
  type PaperCell,
  type PaperColumn,
  type PaperLine,
  paperRunSchema,
  type RenderedTable,
  type TableColumn,
  type TableDefinition,
  type TableProblem,
} from '#shared/contract/paper-tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import { translate } from '#shared/messages/messages.ts';
import { tableMarks } from '#shared/table-marks.ts';
import type { PaperResults } from '../published/paper-results.ts';
import { mean, sampleSd, tInterval } from '../stats/sample.ts';
import { alignTexts, columnTexts, type CellNumbers, NO_PAD } from './cell-text.ts';
import { tableNotes } from './notes.ts';
import { included, type RowCells, tableProblems } from './problems.ts';
import { publishedCell, publishedColumns } from './published-line.ts';
import { cellValues, type CellValue } from './resolve.ts';
import { judge, testCells } from './significance.ts';
import type { Snapshot } from './table-run.ts';

export interface RenderInput {
  name: string;
  definition: TableDefinition;
  snapshot: Snapshot;
  paper: PaperResults;
}

export function renderPaperTable({ name, definition, snapshot, paper }: RenderInput): RenderedTable {
  const columns = definition.columns.map(paperColumn);
  // Keys may be shortened to their beginnings; a run that was not found so would count in the mean unseen.
  const keys = Object.keys(snapshot.runs);
  const leftOut = new Map(
    definition.leftOut.flatMap(({ run, reason }) =>
      keys.filter((key) => key.startsWith(run)).map((key) => [key, reason] as const),
    ),
  );
  const rows: RowCells[] = definition.rows
    .filter(({ kind }) => kind === 'runs')
    .map((row) => ({
      row,
      cells: definition.columns.map((column) =>
        column.metric === 'runs'
          ? runCounts(row.id, definition, snapshot, leftOut)
          : cellValues(row, column, snapshot, leftOut),
      ),
    }));
  const problems = tableProblems(definition, columns, rows);
  const cells = columns.map((column, at) =>
    columnCells(
      column,
      rows.map((row) => row.cells[at] ?? []),
      definition,
      hasError(problems, column),
    ),
  );
  addTests(cells, columns, rows, definition, problems);
  const isPublishedHere = publishedColumns(definition);
  const lines = definition.rows.flatMap((row): PaperLine[] => {
    if (row.kind === 'heading') return [{ kind: 'heading', id: row.id, label: row.label }];
    if (row.kind === 'rule') return [{ kind: 'rule', id: row.id }];
    const at = rows.findIndex((one) => one.row.id === row.id);
    const own: PaperLine = {
      kind: 'runs',
      id: row.id,
      label: row.label,
      cells: cells.map((column) => column[at] ?? null),
    };
    const { published } = definition;
    if (published === 'none' || row.published === null) return [own];
    const theirs = paper.columns[published].get(row.published);
    if (!theirs) return [own];
    const label = translate(definition.language, 'table.publishedRow', { row: row.published });
    return [
      own,
      {
        kind: 'published',
        id: row.id,
        label,
        cells: columns.map((column, c) =>
          isPublishedHere[c] ? publishedCell(theirs, column, definition, paper.repeats) : null,
        ),
      },
    ];
  });
  alignColumns(lines, columns.length);
  const used = new Set(
    lines.flatMap((line) =>
      ('cells' in line ? line.cells : []).flatMap((cell) => cell?.repeats.map(({ run }) => run) ?? []),
    ),
  );
  const runs = Object.values(snapshot.runs).filter(({ key }) => used.has(key));
  const counted = runs.filter(({ key }) => !leftOut.has(key));
  return {
    name,
    caption:
      definition.caption ||
      defaultCaption(
        name,
        definition,
        counted.map(({ dataset }) => dataset),
      ),
    label: definition.label || `tab:${labelOf(name)}`,
    language: definition.language,
    spread: definition.spread,
    level: definition.level,
    reference: definition.reference,
    columns,
    lines,
    notes: tableNotes({ definition, columns, lines, runs: counted, paper }),
    runs: Object.fromEntries(runs.map((run) => [run.key, paperRunSchema.parse(run)])),
    problems,
    stale: [],
    takenAt: snapshot.takenAt,
  };
}

function paperColumn(column: TableColumn): PaperColumn {
  const facts = metricFacts(column.metric);
  const unit = facts.unit ? ` (${facts.unit})` : '';
  return {
    id: column.id,
    metric: column.metric,
    label: column.label ?? `${facts.label}${unit}`,
    heading: column.heading?.trim() || null,
    scale: facts.scale,
    direction: column.direction ?? facts.direction,
    isFact: facts.isFact,
    version: facts.version,
  };
}

const hasError = (problems: readonly TableProblem[], { id }: PaperColumn): boolean =>
  problems.some(({ severity, column }) => severity === 'error' && column === id);

/** One value: how many runs stand behind the row. */
function runCounts(
  row: string,
  definition: TableDefinition,
  snapshot: Snapshot,
  leftOut: ReadonlyMap<string, string>,
): CellValue[] {
  const wanted = definition.rows.find(({ id }) => id === row)!;
  const counts = definition.columns
    .filter(({ metric }) => !metricFacts(metric).isFact)
    .map((column) => included(cellValues(wanted, column, snapshot, leftOut)));
  const most = counts.sort((a, b) => b.length - a.length)[0] ?? [];
  return most.map((value) => ({ ...value, value: most.length }));
}

function columnCells(
  column: PaperColumn,
  values: readonly (readonly CellValue[])[],
  definition: TableDefinition,
  isRefused: boolean,
): (PaperCell | null)[] {
  const numbers = values.map((cell): (CellNumbers & { n: number }) | null => {
    const used = included(cell).map(({ value }) => value);
    if (used.length === 0) return null;
    return { mean: mean(used), sd: sampleSd(used), interval: tInterval(used), n: used.length };
  });
  const texts = columnTexts(numbers, column, definition, metricFacts(column.metric).digits);
  const marks = tableMarks(
    numbers.map((cell) => cell?.mean),
    isRefused ? 'none' : column.direction,
  );
  return numbers.map((cell, at) => {
    const text = texts[at];
    if (!cell || !text) return null;
    const mark = marks[at] ?? null;
    const shown = (mark === 'best' && definition.best) || (mark === 'second' && definition.second);
    const repeats = (values[at] ?? []).map(({ run, seed, value, leftOut }) => ({
      run: run.key,
      seed,
      value,
      leftOut,
    }));
    return { text: { ...text, pad: NO_PAD }, ...cell, mark: shown ? mark : null, test: null, repeats };
  });
}

/** Fills in the pads of all texts, column by column. */
function alignColumns(lines: readonly PaperLine[], columns: number): void {
  for (let c = 0; c < columns; c++) {
    const cells = lines.map((line) => ('cells' in line ? (line.cells[c] ?? null) : null));
    alignTexts(cells.map((cell) => cell?.text ?? null)).forEach((text, at) => {
      const cell = cells[at];
      if (cell && text) cell.text = text;
    });
  }
}

/** Fills in `test` of all cells but the reference's own. */
function addTests(
  cells: readonly (PaperCell | null)[][],
  columns: readonly PaperColumn[],
  rows: readonly RowCells[],
  definition: TableDefinition,
  problems: readonly TableProblem[],
): void {
  const reference = rows.findIndex(({ row }) => row.id === definition.reference);
  if (reference < 0) return;
  const made = columns.flatMap((column, c) => {
    if (column.isFact || hasError(problems, column)) return [];
    return rows.flatMap((row, r) => {
      const cell = cells[c]?.[r];
      if (r === reference || !cell) return [];
      const test = testCells(included(rows[reference]!.cells[c]), included(row.cells[c]));
      return test ? [{ cell, test, column }] : [];
    });
  });
  const judged: CellTest[] = judge(made, definition);
  made.forEach(({ cell }, at) => (cell.test = judged[at] ?? null));
}

const labelOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'table';

function defaultCaption(
  name: string,
  { language, columns }: TableDefinition,
  datasets: readonly (string | null)[],
): string {
  const dataset = [...new Set(datasets.filter((one) => one !== null))].join(', ');
  if (!dataset || columns.length === 0) return name;
  return translate(language, 'table.caption', { name, dataset });
}
