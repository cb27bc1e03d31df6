/**
 * The chart of a result table, written as SVG text: methods on one axis, mean with 95% interval (Student t), every
 * repeat as a point, the published value as a tick, the best reachable value as a dashed line. It is drawn for print:
 * white ground, shapes beside colours.
 */
import { METRIC_LABELS } from '#shared/contract/tables.ts';
import type { MetricName, ResultRow, ResultTable } from '#shared/contract/tables.ts';
import { tInterval } from '../stats/sample.ts';
import { roundAxis } from './chart-axis.ts';
import {
  CHARACTER,
  CHART_WIDTH,
  COLOURS,
  escapeXml,
  FAINT,
  INK,
  line,
  px,
  short,
  svgDocument,
  text,
} from './svg-parts.ts';
import { publishedWords } from './table-text.ts';

const PUBLISHED = '#8a8a8a';

const WIDTH = CHART_WIDTH;
const ROW_HEIGHT = 44;
const TOP = 64;
const RIGHT = 84;

/** The published value: a tick across the row, behind all else. */
function drawPublished(
  { published }: ResultRow,
  metric: MetricName,
  y: number,
  x: (value: number) => number,
): string {
  const cell = published?.metrics[metric];
  if (!published || !cell) return '';
  const sd = cell.sd === null ? '' : ` ± ${(cell.sd * 100).toFixed(2)}`;
  const title = `<title>${escapeXml(`${published.row}, published: ${(cell.mean * 100).toFixed(2)}${sd}`)}</title>`;
  return `<path class="published" d="M${px(x(cell.mean))} ${px(y - 16)}V${px(y + 12)}" stroke="${PUBLISHED}" stroke-width="3">${title}</path>`;
}

/** One method: repeats as rings just above its line, interval with caps, mean as a diamond, its value at the right. */
function drawRow(
  row: ResultRow,
  metric: MetricName,
  y: number,
  colour: string,
  x: (value: number) => number,
): string[] {
  const cell = row.metrics[metric];
  if (!cell) return [text(WIDTH - 8, y + 4, 'no result yet', 'text-anchor="end" fill="#666"')];
  const marks: string[] = [];
  const interval = tInterval(cell.values);
  if (interval) {
    const stroke = `stroke="${colour}" stroke-width="2"`;
    marks.push(line(x(interval.low), y, x(interval.high), y, stroke));
    for (const end of [interval.low, interval.high]) marks.push(line(x(end), y - 5, x(end), y + 5, stroke));
  }
  cell.values.forEach((value, i) => {
    const name = `${row.method}, seed ${row.seeds[i] ?? i}: ${(value * 100).toFixed(2)}`;
    marks.push(
      `<circle cx="${px(x(value))}" cy="${px(y - 11)}" r="3.2" fill="none" stroke="${colour}" stroke-width="1.3"><title>${escapeXml(name)}</title></circle>`,
    );
  });
  const middle = x(cell.mean);
  marks.push(
    `<path d="M${px(middle - 6)} ${px(y)}L${px(middle)} ${px(y - 6)}L${px(middle + 6)} ${px(y)}L${px(middle)} ${px(y + 6)}Z" fill="${colour}"/>`,
  );
  const sd = cell.sd === null ? '' : ` ± ${(cell.sd * 100).toFixed(2)}`;
  marks.push(
    text(WIDTH - 8, y + 4, `${(cell.mean * 100).toFixed(2)}${sd}`, 'text-anchor="end" class="number"'),
  );
  return marks;
}

/** @param metric default `auc`; the best reachable value is known for AUC only */
export function chartSvg(table: ResultTable, metric: MetricName = 'auc'): string {
  const best = metric === 'auc' ? table.bestAuc : null;
  const seen = table.rows.flatMap((row) => {
    const values = row.metrics[metric]?.values ?? [];
    const interval = tInterval(values);
    return interval ? [...values, interval.low, interval.high] : values;
  });
  if (best !== null) seen.push(best);
  seen.push(...table.rows.flatMap((row) => row.published?.metrics[metric]?.mean ?? []));
  const axis = roundAxis(seen.length > 0 ? seen.map((share) => share * 100) : [50, 100]);
  const names = table.rows.map((row) => short(row.method));
  const left = 24 + CHARACTER * Math.max(8, ...names.map((name) => [...name].length));
  const bottom = TOP + ROW_HEIGHT * table.rows.length;
  const plotRight = WIDTH - RIGHT - 24;
  const x = (share: number): number =>
    left + ((share * 100 - axis.low) / (axis.high - axis.low)) * (plotRight - left);

  const label = METRIC_LABELS[metric];
  const tick = table.published ? ` Grey tick: ${publishedWords(table.published)}.` : '';
  const legend = `Rings: single runs; diamond: mean; bar: 95% interval (Student t).${tick}`;
  const parts = [
    text(8, 22, `${label} on ${table.dataset} (${table.split})`, 'font-size="15" font-weight="600"'),
    text(8, 41, legend, 'font-size="12" fill="#555"'),
    ...axis.ticks.flatMap((tick) => [
      line(x(tick / 100), TOP - 4, x(tick / 100), bottom, `stroke="${FAINT}"`),
      text(x(tick / 100), bottom + 18, tick.toFixed(axis.decimals), 'text-anchor="middle" class="number"'),
    ]),
    line(left, bottom, plotRight, bottom, `stroke="${INK}"`),
    text((left + plotRight) / 2, bottom + 38, `${label} (%)`, 'text-anchor="middle"'),
  ];
  if (best !== null)
    parts.push(
      line(x(best), TOP - 4, x(best), bottom, `stroke="${INK}" stroke-width="1.5" stroke-dasharray="5 4"`),
      text(
        x(best),
        TOP - 9,
        `best reachable ${(best * 100).toFixed(2)}`,
        'text-anchor="middle" font-size="12"',
      ),
    );
  table.rows.forEach((row, index) => {
    const y = TOP + ROW_HEIGHT * (index + 0.5) + 4;
    const colour = COLOURS[index % COLOURS.length] as string;
    parts.push(text(left - 12, y + 4, names[index] as string, 'text-anchor="end"'));
    parts.push(drawPublished(row, metric, y, x));
    parts.push(`<g>${drawRow(row, metric, y, colour, x).join('')}</g>`);
  });
  const height = bottom + 52;
  return svgDocument(`${table.experiment}: ${label} by method`, { width: WIDTH, height }, parts);
}
