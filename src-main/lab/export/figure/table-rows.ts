/** What figures take from a rendered table: its rows in one column, each with its mark and the paper's value. */
import type { PaperCell, PaperColumn, RenderedTable } from '#shared/contract/paper-tables.ts';
import { rowMark, type RowMark } from './print-marks.ts';

export type FigureRow =
  | { kind: 'heading'; label: string }
  | {
      kind: 'row';
      id: string;
      label: string;
      mark: RowMark;
      cell: PaperCell | null;
      published: { label: string; cell: PaperCell } | null;
    };

/** A row keeps its mark in every figure of a table, whatever the column. */
export function figureRows({ lines }: RenderedTable, column: number): FigureRow[] {
  const rows: FigureRow[] = [];
  let place = 0;
  for (const line of lines) {
    if (line.kind === 'heading') rows.push({ kind: 'heading', label: line.label });
    if (!('cells' in line)) continue;
    const cell = line.cells[column] ?? null;
    if (line.kind === 'runs')
      rows.push({
        kind: 'row',
        id: line.id,
        label: line.label,
        mark: rowMark(place++),
        cell,
        published: null,
      });
    else if (cell) {
      const own = rows[rows.length - 1];
      if (own?.kind === 'row' && own.id === line.id) own.published = { label: line.label, cell };
    }
  }
  return rows;
}

/** With its heading: on an axis nothing stands above it. */
export const axisName = ({ heading, label }: PaperColumn): string =>
  heading === null ? label : `${label}, ${heading}`;

/** Headings with a row below them. */
export const withoutEmptyHeadings = <T extends { kind: 'heading' | 'row' }>(rows: readonly T[]): T[] =>
  rows.filter(({ kind }, at) => kind === 'row' || rows[at + 1]?.kind === 'row');
