/** The one door to the figures of a rendered table, as SVG in the sizes of print. */
import type { FigureRequest, PaperFigure, RenderedTable } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { fileStem } from '../paper/export-paper-table.ts';
import { dotsFigure } from './dots-figure.ts';
import { MM_PER_POINT, PRINT_STYLES, printDocument } from './print-page.ts';

/** @throws AppError `bad-input` where the table has not what the figure shows */
export function paperFigure(table: RenderedTable, request: FigureRequest): PaperFigure {
  const { kind, size = 'single' } = request;
  const style = PRINT_STYLES[size];
  const at = columnShown(table, request.column);
  if (!table.lines.some((line) => line.kind === 'runs' && line.cells[at]))
    throw new AppError('bad-input', `No row of "${table.name}" has a value in that column yet.`);
  const drawing = dotsFigure(table, at, style);
  return {
    fileName: `${fileStem(table.name)}-${kind}.svg`,
    mediaType: 'image/svg+xml',
    text: printDocument(style, drawing, table.name),
    caption: drawing.caption,
    width: style.width * MM_PER_POINT,
    height: drawing.height * MM_PER_POINT,
  };
}

/** Ids of the columns that the figure is drawn of. */
export const columnsOf = (table: RenderedTable, { column }: FigureRequest): string[] => [
  table.columns[columnShown(table, column)]!.id,
];

function columnShown({ name, columns }: RenderedTable, wanted: string | undefined): number {
  const at = columns.findIndex(({ id, isFact }) => (wanted === undefined ? !isFact : id === wanted));
  if (at >= 0) return at;
  throw new AppError(
    'bad-input',
    wanted === undefined
      ? `The table "${name}" has no column of a metric; add one to draw it.`
      : `The table "${name}" has no column "${wanted}"; it has ${columns.map(({ id }) => id).join(', ')}.`,
  );
}
