/** The figure `efficiency`: a metric against size, speed or any other column, one named mark for each row. */
import type { PaperCell, PaperColumn, RenderedTable } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { translate } from '#shared/messages/messages.ts';
import { type Axis, logAxis, roundAxis } from '../chart-axis.ts';
import { labelPlaces } from '../label-places.ts';
import { escapeXml, FAINT, INK, line, px, short, text } from '../svg-parts.ts';
import { markShape, type RowMark } from './print-marks.ts';
import { type Drawing, type PrintStyle, textWidth } from './print-page.ts';
import { axisTitle } from './row-plot.ts';
import { axisName, figureRows } from './table-rows.ts';

/** Values further apart than this stand on a logarithmic axis. */
const WIDE = 8;
const LONGEST_NAME = 26;

interface Point {
  name: string;
  label: string;
  mark: RowMark;
  cost: number;
  cell: PaperCell;
}

/** @throws AppError `bad-input` where no row has a value in both columns */
export function efficiencyFigure(
  table: RenderedTable,
  at: number,
  against: number,
  style: PrintStyle,
): Drawing {
  const { language, columns } = table;
  const [metric, cost] = [columns[at]!, columns[against]!];
  const costs = figureRows(table, against);
  const points = figureRows(table, at).flatMap((row, i): Point[] => {
    const other = costs[i];
    if (row.kind !== 'row' || other?.kind !== 'row' || !row.cell || !other.cell) return [];
    const { label, mark, cell } = row;
    return [{ name: short(label, LONGEST_NAME), label, mark, cell, cost: other.cell.mean * cost.scale }];
  });
  if (points.length === 0)
    throw AppError.of('bad-input', 'error.figure.noBoth', {
      name: table.name,
      metric: axisName(metric),
      cost: axisName(cost),
    });
  const { width, font } = style;
  const height = Math.max(style.minHeight, 0.72 * Math.min(width, 40 * font));
  const edge = 0.5 * font;
  const [top, bottom] = [edge + 0.5 * font, height - 3.4 * font - edge];
  const shown = (value: number): number => value * metric.scale;
  const vertical = roundAxis(
    points.flatMap(({ cell: { mean, interval } }) => [
      shown(mean),
      ...(interval ? [shown(interval.low), shown(interval.high)] : []),
    ]),
    5,
  );
  const horizontal = costAxis(points, style);
  const tickTexts = vertical.ticks.map((tick) => tick.toFixed(vertical.decimals));
  const left = edge + 1.7 * font + Math.max(...tickTexts.map((one) => textWidth(one, font)));
  const right = width - edge - font;
  const x = (value: number): number => left + horizontal.share(value) * (right - left);
  const y = (value: number): number =>
    bottom - ((value - vertical.low) / (vertical.high - vertical.low)) * (bottom - top);
  const radius = 0.42 * font;
  const placed = points.map(({ name, cost: value, cell }) => ({ name, x: x(value), y: y(shown(cell.mean)) }));
  const places = labelPlaces(
    placed,
    { left, right: width - edge, top: edge, bottom },
    { radius: radius * 1.2, fontSize: font, character: textWidth('x', font) },
  );
  const thin = `stroke-width="${px(font / 14)}"`;
  const middle = (top + bottom) / 2;
  const axisHint = horizontal.isLog ? `, ${translate(language, 'table.figure.logarithmic')}` : '';
  const parts = [
    ...horizontal.ticks.flatMap((tick) => [
      line(x(tick), top, x(tick), bottom, `stroke="${FAINT}" ${thin}`),
      text(x(tick), bottom + 1.3 * font, horizontal.name(tick), 'text-anchor="middle" class="number"'),
    ]),
    ...vertical.ticks.flatMap((tick, i) => [
      line(left, y(tick), right, y(tick), `stroke="${FAINT}" ${thin}`),
      text(left - 0.5 * font, y(tick) + 0.35 * font, tickTexts[i]!, 'text-anchor="end" class="number"'),
    ]),
    line(left, bottom, right, bottom, `stroke="${INK}" ${thin}`),
    line(left, top, left, bottom, `stroke="${INK}" ${thin}`),
    axisTitle(`${axisName(cost)}${axisHint}`, (left + right) / 2, bottom + 2.8 * font, style),
    text(
      edge + 0.8 * font,
      middle,
      axisName(metric),
      `text-anchor="middle" transform="rotate(-90 ${px(edge + 0.8 * font)} ${px(middle)})"`,
    ),
    ...points.map(({ cell: { interval }, mark }, i) => {
      if (!interval) return '';
      const stroke = `stroke="${mark.colour}" stroke-width="${px(font / 8)}"`;
      const at = placed[i]!.x;
      return line(at, y(shown(interval.low)), at, y(shown(interval.high)), stroke);
    }),
    ...points.map(({ label, cell, mark, cost: value }, i) => {
      const title = `${label}: ${axisName(metric)} ${cell.text.value}, ${axisName(cost)} ${horizontal.name(value)}`;
      return markShape(mark, placed[i]!.x, placed[i]!.y, radius, `<title>${escapeXml(title)}</title>`);
    }),
    ...points.map(({ name }, i) =>
      text(places[i]!.x, places[i]!.y, name, `text-anchor="${places[i]!.anchor}"`),
    ),
  ];
  const caption = translate(language, 'table.figure.efficiencyCaption', {
    name: table.name,
    metric: axisName(metric),
    cost: axisName(cost),
  });
  return { height, parts: parts.filter((part) => part !== ''), caption };
}

interface CostAxis extends Pick<Axis, 'ticks'> {
  isLog: boolean;
  /** From 0 at the left to 1 at the right. */
  share: (value: number) => number;
  name: (value: number) => string;
}

function costAxis(points: readonly Point[], { ticks: count }: PrintStyle): CostAxis {
  const values = points.map(({ cost }) => cost);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least > 0 && most / least >= WIDE) {
    const { low, high, ticks } = logAxis(values);
    return {
      isLog: true,
      ticks,
      share: (value) => Math.log(value / low) / Math.log(high / low),
      name: (value) =>
        value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))),
    };
  }
  const { low, high, ticks, decimals } = roundAxis(values, count);
  return {
    isLog: false,
    ticks,
    share: (value) => (value - low) / (high - low),
    name: (value) => value.toFixed(decimals),
  };
}

/** What a metric is held against where nobody says: size first, then speed. */
const COSTS = ['parameters', 'float32Bytes', 'newsPerSecond', 'rankingMs', 'peakMemoryBytes', 'layers'];

/** @throws AppError `bad-input` where the table has no such column */
export function costColumn({ name, columns }: RenderedTable, wanted: string | undefined): number {
  const found =
    wanted === undefined
      ? COSTS.map((metric) => columns.findIndex((column: PaperColumn) => column.metric === metric)).find(
          (at) => at >= 0,
        )
      : columns.findIndex(({ id }) => id === wanted);
  if (found !== undefined && found >= 0) return found;
  throw wanted === undefined
    ? AppError.of('bad-input', 'error.figure.noCost', { name })
    : AppError.of('bad-input', 'error.figure.noColumn', {
        name,
        wanted,
        columns: columns.map(({ id }) => id).join(', '),
      });
}
