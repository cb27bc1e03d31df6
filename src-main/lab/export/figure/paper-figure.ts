/** The one door to the figures of a rendered table, as SVG in the sizes of print. */
import type { FigureRequest, PaperFigure, RenderedTable } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { fileStem } from '../paper/export-paper-table.ts';
import { differencesFigure } from './differences-figure.ts';
import { dotsFigure } from './dots-figure.ts';
import { costColumn, efficiencyFigure } from './efficiency-figure.ts';
import { type Drawing, MM_PER_POINT, PRINT_STYLES, type PrintStyle, printDocument } from './print-page.ts';

/** @throws AppError `bad-input` where the table has not what the figure shows */
export function paperFigure(table: RenderedTable, request: FigureRequest): PaperFigure {
  const { kind, size = 'single' } = request;
  const style = PRINT_STYLES[size];
  const drawing = draw(table, request, style);
  return {
    fileName: `${fileStem(table.name)}-${kind}.svg`,
    mediaType: 'image/svg+xml',
    text: printDocument(style, drawing, table.name),
    caption: drawing.caption,
    width: style.width * MM_PER_POINT,
    height: drawing.height * MM_PER_POINT,
  };
}

function draw(table: RenderedTable, request: FigureRequest, style: PrintStyle): Drawing {
  const at = columnShown(table, request.column);
  if (!table.lines.some((line) => line.kind === 'runs' && line.cells[at]))
    throw AppError.of('bad-input', 'error.figure.noValues', { name: table.name });
  if (request.kind === 'differences') return differencesFigure(table, at, style);
  if (request.kind === 'efficiency')
    return efficiencyFigure(table, at, costColumn(table, request.against), style);
  return dotsFigure(table, at, style);
}

/** Ids of the columns that the figure is drawn of. @throws AppError as paperFigure() */
export function columnsOf(table: RenderedTable, { kind, column, against }: FigureRequest): string[] {
  const shown = columnShown(table, column);
  const places = kind === 'efficiency' ? [shown, costColumn(table, against)] : [shown];
  return places.map((at) => table.columns[at]!.id);
}

function columnShown({ name, columns }: RenderedTable, wanted: string | undefined): number {
  const byId = columns.findIndex(({ id, isFact }) => (wanted === undefined ? !isFact : id === wanted));
  // Ids of other programs' metrics are numbered; their names are what is known of them.
  const at = byId >= 0 ? byId : columns.findIndex(({ metric }) => metric === wanted);
  if (at >= 0) return at;
  throw wanted === undefined
    ? AppError.of('bad-input', 'error.figure.noMetric', { name })
    : AppError.of('bad-input', 'error.figure.noColumn', {
        name,
        wanted,
        columns: columns.map(({ id }) => id).join(', '),
      });
}
