/** The chart of speed against AUC as SVG text: one labelled point per row, news per second on a logarithmic axis. */
import type { EfficiencyTable } from '#shared/contract/tables.ts';
import { logAxis, roundAxis } from './chart-axis.ts';
import { labelPlaces } from './label-places.ts';
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

const TOP = 64;
const LEFT = 64;
const RIGHT = 28;
const PLOT_HEIGHT = 320;
const RADIUS = 6;

export function efficiencySvg(table: EfficiencyTable): string {
  const measured = table.rows.flatMap(({ method, auc, measure }, row) =>
    auc && measure ? [{ method, auc: auc.mean * 100, speed: measure.fastest.newsPerSecond, row }] : [],
  );
  const bottom = TOP + PLOT_HEIGHT;
  const height = bottom + 52;
  const right = CHART_WIDTH - RIGHT;
  const heading = [
    text(8, 22, `Speed against AUC on ${table.dataset} (${table.split})`, 'font-size="15" font-weight="600"'),
    text(8, 41, 'News encoded per second, warm, at the fastest batch size.', 'font-size="12" fill="#555"'),
  ];
  const title = `${table.experiment}: speed against AUC`;
  if (measured.length === 0)
    return svgDocument(title, { width: CHART_WIDTH, height }, [
      ...heading,
      text(8, TOP + 24, 'No row is measured yet.', 'fill="#666"'),
    ]);

  const speed = logAxis(measured.map((point) => point.speed));
  const auc = roundAxis(measured.map((point) => point.auc));
  const x = (value: number): number =>
    LEFT + (Math.log(value / speed.low) / Math.log(speed.high / speed.low)) * (right - LEFT);
  const y = (value: number): number => bottom - ((value - auc.low) / (auc.high - auc.low)) * PLOT_HEIGHT;
  const points = measured.map(({ method, auc: value, speed: rate }) => ({
    name: short(method),
    x: x(rate),
    y: y(value),
    title: `${method}: ${rate.toFixed(0)} news per second, AUC ${value.toFixed(2)}`,
  }));
  const places = labelPlaces(
    points,
    { left: LEFT, top: TOP - 8, right: CHART_WIDTH - 4, bottom },
    { radius: RADIUS, fontSize: 13, character: CHARACTER },
  );
  return svgDocument(title, { width: CHART_WIDTH, height }, [
    ...heading,
    ...speed.ticks.flatMap((tick) => [
      line(x(tick), TOP, x(tick), bottom, `stroke="${FAINT}"`),
      text(x(tick), bottom + 18, tick.toLocaleString('en'), 'text-anchor="middle" class="number"'),
    ]),
    ...auc.ticks.flatMap((tick) => [
      line(LEFT, y(tick), right, y(tick), `stroke="${FAINT}"`),
      text(LEFT - 8, y(tick) + 4, tick.toFixed(auc.decimals), 'text-anchor="end" class="number"'),
    ]),
    line(LEFT, bottom, right, bottom, `stroke="${INK}"`),
    line(LEFT, TOP, LEFT, bottom, `stroke="${INK}"`),
    text((LEFT + right) / 2, bottom + 38, 'News per second (logarithmic)', 'text-anchor="middle"'),
    text(
      16,
      (TOP + bottom) / 2,
      'AUC (%)',
      `text-anchor="middle" transform="rotate(-90 16 ${px((TOP + bottom) / 2)})"`,
    ),
    ...points.map(({ x: left, y: top, title: hint }, i) => {
      const colour = COLOURS[measured[i]!.row % COLOURS.length] as string;
      const circle = `<circle cx="${px(left)}" cy="${px(top)}" r="${RADIUS}" fill="${colour}">`;
      return `${circle}<title>${escapeXml(hint)}</title></circle>`;
    }),
    ...points.map(({ name }, i) => {
      const place = places[i]!;
      return text(place.x, place.y, name, `text-anchor="${place.anchor}"`);
    }),
  ]);
}
