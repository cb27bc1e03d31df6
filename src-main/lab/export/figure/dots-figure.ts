/** The figure `dots`: each row's mean with its interval and its single runs along the axis of one metric. */
import type { RenderedTable } from '#shared/contract/paper-tables.ts';
import { translate } from '#shared/messages/messages.ts';
import { plainCell } from '../paper/paper-parts.ts';
import type { LegendItem } from './legend.ts';
import type { Drawing, PrintStyle } from './print-page.ts';
import { drawRowPlot, type PlotRow } from './row-plot.ts';
import { axisName, figureRows } from './table-rows.ts';

export function dotsFigure(table: RenderedTable, at: number, style: PrintStyle): Drawing {
  const { language, spread } = table;
  const column = table.columns[at]!;
  const scaled = (value: number): number => value * column.scale;
  const rows = figureRows(table, at).map((row): PlotRow => {
    if (row.kind === 'heading') return row;
    const { label, mark, cell, published } = row;
    const shown = (value: number): string => scaled(value).toFixed(decimalsOf(cell?.text.value) + 1);
    return {
      kind: 'row',
      label,
      mark,
      mean: cell ? scaled(cell.mean) : null,
      interval: cell?.interval ? { low: scaled(cell.interval.low), high: scaled(cell.interval.high) } : null,
      runs: (cell?.repeats ?? []).map(({ seed, value, leftOut }) => ({
        value: scaled(value),
        title: `${label}, ${translate(language, 'table.figure.seed', { seed: String(seed) })}: ${shown(value)}`,
        isLeftOut: leftOut !== null,
      })),
      published: published
        ? { value: scaled(published.cell.mean), title: `${published.label}: ${published.cell.text.value}` }
        : null,
      printed: cell ? plainCell(cell, spread) : '–',
    };
  });
  const plotted = rows.flatMap((row) => (row.kind === 'row' ? [row] : []));
  const legend: LegendItem[] = [{ mark: 'run', words: translate(language, 'table.figure.run') }];
  legend.push({
    mark: 'mean',
    words: translate(
      language,
      plotted.some(({ interval }) => interval) ? 'table.figure.meanInterval' : 'table.figure.mean',
    ),
  });
  if (plotted.some(({ published }) => published))
    legend.push({ mark: 'published', words: translate(language, 'table.figure.published') });
  if (plotted.some(({ runs }) => runs.some(({ isLeftOut }) => isLeftOut)))
    legend.push({ mark: 'leftOut', words: translate(language, 'table.figure.leftOut') });
  const caption = translate(language, 'table.figure.dotsCaption', {
    name: table.name,
    metric: axisName(column),
  });
  return drawRowPlot({ rows, axisLabel: axisName(column), zero: null, legend, caption }, style);
}

/** Digits after the point of a printed number. */
export const decimalsOf = (text: string | undefined): number => text?.split('.')[1]?.length ?? 0;
