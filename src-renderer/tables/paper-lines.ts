/** What the printed table on the screen needs of a rendered one: groups of columns, signs, where a cell is. */
import type {
  CellTest,
  PaperCell,
  PaperColumn,
  PaperLine,
  RenderedTable,
} from '#shared/contract/paper-tables.ts';

/** As the exported forms write them. */
export const SIGNS: Readonly<Record<CellTest['verdict'], string>> = { better: '*', worse: '†', none: '' };

export interface ColumnGroup {
  id: string;
  heading: string | null;
  span: number;
}

/** Neighbouring columns under one heading. */
export function columnGroups(columns: readonly PaperColumn[]): ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  for (const { id, heading } of columns) {
    const last = groups[groups.length - 1];
    if (last && last.heading === heading) last.span++;
    else groups.push({ id, heading, span: 1 });
  }
  return groups;
}

/** A place in the table by what stands there, so that it lasts when rows and columns move. */
export interface CellPlace {
  /** Of the row of the definition. */
  row: string;
  column: string;
  published: boolean;
}

export interface FoundCell {
  line: Extract<PaperLine, { kind: 'runs' | 'published' }>;
  column: PaperColumn;
  cell: PaperCell | null;
}

/** Undefined: it is not in the table any more. */
export function findCell({ lines, columns }: RenderedTable, place: CellPlace): FoundCell | undefined {
  const at = columns.findIndex(({ id }) => id === place.column);
  const column = columns[at];
  for (const line of lines)
    if (column && 'cells' in line && line.id === place.row && (line.kind === 'published') === place.published)
      return { line, column, cell: line.cells[at] ?? null };
  return undefined;
}

/** Columns in which some cell carries a sign, so that all keep room for one. */
export const signedColumns = ({ lines, columns }: RenderedTable): boolean[] =>
  columns.map((_, at) =>
    lines.some((line) => 'cells' in line && (line.cells[at]?.test?.verdict ?? 'none') !== 'none'),
  );

/** As a cell prints it, with two digits more for single values. */
export const printed = (value: number, { scale }: PaperColumn, { value: text }: { value: string }): string =>
  (value * scale).toFixed(Math.min(8, (text.split('.')[1] ?? '').length + 1));
