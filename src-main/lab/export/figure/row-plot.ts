/** Rows below each other along one axis: interval, mean, and each run above its line. Values are in the printed unit. */
import { roundAxis } from '../chart-axis.ts';
import { escapeXml, FAINT, INK, line, short, text } from '../svg-parts.ts';
import { drawLegend, type LegendItem, publishedTick } from './legend.ts';
import { cross, intervalBar, markShape, ring, type RowMark } from './print-marks.ts';
import { type Drawing, type PrintStyle, textWidth } from './print-page.ts';

export interface PlotRun {
  value: number;
  /** Shown over it. */
  title: string;
  isLeftOut: boolean;
}

export type PlotRow =
  | { kind: 'heading'; label: string }
  | {
      kind: 'row';
      label: string;
      mark: RowMark;
      mean: number | null;
      interval: { low: number; high: number } | null;
      runs: readonly PlotRun[];
      published: { value: number; title: string } | null;
      /** At the right, where there is room. */
      printed: string;
    };

export interface RowPlot {
  rows: readonly PlotRow[];
  axisLabel: string;
  /** Draws the line of no difference, with words for its two sides. */
  zero: { below: string; above: string } | null;
  legend: readonly LegendItem[];
  caption: string;
}

export function drawRowPlot({ rows, axisLabel, zero, legend, caption }: RowPlot, style: PrintStyle): Drawing {
  const { width, font } = style;
  const edge = 0.4 * font;
  const names = rows.map(({ label }) =>
    short(label, Math.floor((width * style.names) / textWidth('x', font))),
  );
  const printed = rows.map((row) => (row.kind === 'row' && style.hasValues ? row.printed : ''));
  const nameWidth = Math.max(4 * font, ...names.map((name) => textWidth(name, font)));
  const valueWidth = Math.max(0, ...printed.map((one) => textWidth(one, font)));
  const left = edge + nameWidth + font;
  const right = width - edge - (valueWidth > 0 ? valueWidth + 1.2 * font : 1.5 * font);

  const axisHeight = (zero ? 4.9 : 3.6) * font;
  const key = drawLegend(legend, { width: width - edge, font, top: 0, left: edge });
  const around = 1.2 * font + axisHeight + key.height + edge;
  const rowHeight = Math.max(
    2.1 * font,
    Math.min(6 * font, (style.minHeight - around) / Math.max(1, rows.length)),
  );
  const top = 0.6 * font;
  const bottom = top + rowHeight * rows.length + 0.6 * font;
  const height = Math.max(style.minHeight, bottom + axisHeight + key.height + edge);

  const axis = roundAxis([...rows.flatMap(valuesOf), ...(zero ? [0] : [])], style.ticks);
  const x = (value: number): number => left + ((value - axis.low) / (axis.high - axis.low)) * (right - left);
  const thin = `stroke-width="${font / 14}"`;
  const parts = [
    ...axis.ticks.flatMap((tick) => [
      line(x(tick), top, x(tick), bottom, `stroke="${FAINT}" ${thin}`),
      text(x(tick), bottom + 1.3 * font, tick.toFixed(axis.decimals), 'text-anchor="middle" class="number"'),
    ]),
    line(left, bottom, right, bottom, `stroke="${INK}" ${thin}`),
  ];
  if (zero)
    parts.push(
      line(
        x(0),
        top,
        x(0),
        bottom,
        `stroke="${INK}" stroke-width="${font / 9}" stroke-dasharray="${font / 2.5} ${font / 3.5}"`,
      ),
      text(left, bottom + 2.6 * font, zero.below, 'text-anchor="start" font-style="italic"'),
      text(right, bottom + 2.6 * font, zero.above, 'text-anchor="end" font-style="italic"'),
    );
  const labelY = bottom + (zero ? 4 : 2.8) * font;
  parts.push(axisTitle(axisLabel, (left + right) / 2, labelY, style));
  rows.forEach((row, at) => {
    const y = top + rowHeight * (at + 0.5) + 0.6 * font;
    if (row.kind === 'heading') {
      parts.push(text(edge, y + 0.1 * font, names[at] as string, 'font-weight="bold"'));
      return;
    }
    parts.push(text(left - font, y + 0.1 * font, names[at] as string, 'text-anchor="end"'));
    if (printed[at])
      parts.push(text(width - edge, y + 0.1 * font, printed[at], 'text-anchor="end" class="number"'));
    parts.push(`<g>${drawRow(row, y - 0.25 * font, font, x).join('')}</g>`);
  });
  const shifted = drawLegend(legend, {
    width: width - edge,
    font,
    top: height - key.height - edge,
    left: edge,
  });
  return { height, parts: [...parts, ...shifted.parts], caption };
}

/** Below the middle of the plot, or where the whole of it fits. */
export function axisTitle(words: string, middle: number, y: number, { width, font }: PrintStyle): string {
  const shown = short(words, Math.floor((width - font) / textWidth('x', font)));
  const half = textWidth(shown, font) / 2;
  const x = Math.min(Math.max(middle, half + 0.4 * font), width - 0.4 * font - half);
  return text(x, y, shown, 'text-anchor="middle"');
}

function valuesOf(row: PlotRow): number[] {
  if (row.kind === 'heading') return [];
  const { mean, interval, runs, published } = row;
  return [
    ...runs.map(({ value }) => value),
    ...(mean === null ? [] : [mean]),
    ...(interval ? [interval.low, interval.high] : []),
    ...(published ? [published.value] : []),
  ];
}

function drawRow(
  { mark, mean, interval, runs, published }: Extract<PlotRow, { kind: 'row' }>,
  y: number,
  font: number,
  x: (value: number) => number,
): string[] {
  const title = (words: string): string => `<title>${escapeXml(words)}</title>`;
  return [
    ...(published ? [publishedTick(x(published.value), y, font, title(published.title))] : []),
    ...(interval ? [intervalBar(x(interval.low), x(interval.high), y, font, mark.colour)] : []),
    ...runs.map((run) =>
      (run.isLeftOut ? cross : ring)(x(run.value), y - 0.75 * font, font, mark.colour, title(run.title)),
    ),
    ...(mean === null ? [] : [markShape(mark, x(mean), y, 0.36 * font)]),
  ];
}
