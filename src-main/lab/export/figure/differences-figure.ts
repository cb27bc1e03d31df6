/** The figure `differences`: what sets each row apart from the reference, over the table's own tests, seed by seed. */
import type { PaperCell, RenderedTable } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { translate } from '#shared/messages/messages.ts';
import { SIGNS } from '../paper/paper-parts.ts';
import { decimalsOf } from './dots-figure.ts';
import type { Drawing, PrintStyle } from './print-page.ts';
import { drawRowPlot, type PlotRow, type PlotRun } from './row-plot.ts';
import { axisName, figureRows, withoutEmptyHeadings } from './table-rows.ts';

/** @throws AppError `bad-input` without a reference row, or where no row can be tested against it */
export function differencesFigure(table: RenderedTable, at: number, style: PrintStyle): Drawing {
  const { language, name } = table;
  const column = table.columns[at]!;
  const rows = figureRows(table, at);
  const reference = rows.find((row) => row.kind === 'row' && row.id === table.reference);
  if (reference?.kind !== 'row' || !reference.cell)
    throw AppError.of('bad-input', 'error.figure.noReference', { name });
  const plotted = rows.flatMap((row): PlotRow[] => {
    if (row.kind === 'heading') return [row];
    const { label, mark, cell } = row;
    if (!cell?.test) return [];
    const { difference, interval, verdict, design } = cell.test;
    const digits = decimalsOf(cell.text.value);
    const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
    const scaled = difference * column.scale;
    return [
      {
        kind: 'row',
        label,
        mark,
        mean: scaled,
        interval: interval && { low: interval.low * column.scale, high: interval.high * column.scale },
        runs: design === 'paired' ? pairs(reference.cell!, cell, column.scale, label, table) : [],
        published: null,
        printed: `${signed(scaled)}${SIGNS[verdict]}`,
      },
    ];
  });
  if (!plotted.some(({ kind }) => kind === 'row'))
    throw AppError.of('bad-input', 'error.figure.noTests', { name, reference: reference.label });
  const own = plotted.flatMap((row) => (row.kind === 'row' ? [row] : []));
  const axisLabel = translate(language, 'table.figure.differenceAxis', {
    metric: axisName(column),
    reference: reference.label,
  });
  const [worse, better] = [
    translate(language, 'table.figure.worse'),
    translate(language, 'table.figure.better'),
  ];
  const sides = { higher: [worse, better], lower: [better, worse], none: ['', ''] }[column.direction];
  return drawRowPlot(
    {
      rows: withoutEmptyHeadings(plotted),
      axisLabel,
      zero: { below: sides[0]!, above: sides[1]! },
      legend: [
        ...(own.some(({ runs }) => runs.length > 0)
          ? [{ mark: 'run' as const, words: translate(language, 'table.figure.pair') }]
          : []),
        { mark: 'mean', words: translate(language, 'table.figure.meanDifference') },
      ],
      caption: translate(language, 'table.figure.differencesCaption', {
        name,
        metric: axisName(column),
        reference: reference.label,
      }),
    },
    style,
  );
}

/** Row - reference for each seed that both have. */
function pairs(
  reference: PaperCell,
  { repeats, text }: PaperCell,
  scale: number,
  label: string,
  { language }: RenderedTable,
): PlotRun[] {
  const bySeed = new Map(
    reference.repeats.filter(({ leftOut }) => leftOut === null).map(({ seed, value }) => [seed, value]),
  );
  return repeats.flatMap(({ seed, value, leftOut }) => {
    const other = bySeed.get(seed);
    if (leftOut !== null || other === undefined) return [];
    const difference = (value - other) * scale;
    const shown = difference.toFixed(decimalsOf(text.value) + 1);
    const title = `${label}, ${translate(language, 'table.figure.seed', { seed: String(seed) })}: ${shown}`;
    return [{ value: difference, title, isLeftOut: false }];
  });
}
