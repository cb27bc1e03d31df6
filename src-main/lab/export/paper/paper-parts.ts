/** What the forms of a rendered table have in common. */
import type {
  CellTest,
  PaperCell,
  PaperColumn,
  PaperLine,
  RenderedTable,
} from '#shared/contract/paper-tables.ts';

/** Beside a value that is significantly better or worse than the reference. */
export const SIGNS: Readonly<Record<CellTest['verdict'], string>> = { better: '*', worse: '†', none: '' };

export const signOf = (cell: PaperCell | null | undefined): string =>
  cell?.test ? SIGNS[cell.test.verdict] : '';

/** Columns in which a cell has a sign. */
export const signedColumns = ({ columns, lines }: Pick<RenderedTable, 'columns' | 'lines'>): boolean[] =>
  columns.map((_, at) => lines.some((line) => 'cells' in line && signOf(line.cells[at]) !== ''));

/** Neighbouring columns under one heading. */
export function columnGroups(columns: readonly PaperColumn[]): { heading: string | null; span: number }[] {
  const groups: { heading: string | null; span: number }[] = [];
  for (const { heading } of columns) {
    const last = groups[groups.length - 1];
    if (last && last.heading === heading) last.span++;
    else groups.push({ heading, span: 1 });
  }
  return groups;
}

/** A column's name where groups have no row of their own. */
export const columnName = ({ heading, label }: PaperColumn): string =>
  heading === null ? label : `${heading} ${label}`;

/** `71.02 ± 0.07`, `71.02 [70.91, 71.13]`, `71.02`. */
export function plainCell({ text: { value, spread } }: PaperCell, kind: 'sd' | 'interval' | 'none'): string {
  if (spread === null) return value;
  return kind === 'interval' ? `${value} [${spread}]` : `${value} ± ${spread}`;
}

/** Text that a spreadsheet does not take for a formula. */
export const spreadsheetText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Lines across the table that have rows above and below them; the table's own rules stand at its ends. */
export const withoutEdgeRules = (lines: readonly PaperLine[]): PaperLine[] =>
  lines.filter(
    (line, at) =>
      line.kind !== 'rule' ||
      (at > 0 && lines[at - 1]?.kind !== 'rule' && lines.slice(at).some(({ kind }) => kind !== 'rule')),
  );
