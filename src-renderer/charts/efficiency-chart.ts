/** Speed against AUC: one labelled point per measured row, news per second on a logarithmic axis. */
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { EfficiencyTable } from '#shared/contract/tables.ts';
import { count, percent } from '../words.ts';
import { CHART_FONT, type ChartColours } from './chart.ts';
import { markColour, marksPlugin, UNDER_MARKS } from './mark-plugin.ts';
import type { Mark } from './method-colours.ts';
import { t } from '../state/language.svelte.ts';

interface Point {
  method: string;
  speed: number;
  auc: number;
  mark: Mark;
}

const LABEL_HEIGHT = 15;
const GAP = 10;

/** The method's name beside each point; where two would meet, the later one moves down or to the other side. */
const names = (points: readonly Point[], colours: ChartColours): Plugin<'scatter'> => ({
  id: 'names',
  afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
    const taken: { left: number; right: number; y: number }[] = [];
    ctx.save();
    ctx.font = `${CHART_FONT.size}px ${CHART_FONT.family}`;
    ctx.fillStyle = colours.ink;
    ctx.textBaseline = 'middle';
    for (const { method, speed, auc } of points) {
      const x = scales.x?.getPixelForValue(speed) ?? 0;
      const point = scales.y?.getPixelForValue(auc) ?? 0;
      const { width } = ctx.measureText(method);
      const free = (left: number, y: number): boolean =>
        left >= chartArea.left &&
        left + width <= chartArea.right &&
        !taken.some(
          (other) => left < other.right && other.left < left + width && Math.abs(other.y - y) < LABEL_HEIGHT,
        );
      const places = [0, -1, 1, -2, 2].flatMap((step) =>
        [x + GAP, x - GAP - width].map((left) => ({ left, y: point + step * LABEL_HEIGHT })),
      );
      const last = { left: Math.max(chartArea.left, x - GAP - width), y: point };
      const { left, y } = places.find((place) => free(place.left, place.y)) ?? last;
      taken.push({ left, right: left + width, y });
      ctx.fillText(method, left, y);
    }
    ctx.restore();
  },
});

/** 1, 2 or 5 times a power of ten: the others stand too close for a number. */
const isRoundTick = (value: number): boolean =>
  [1, 2, 5].includes(Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toPrecision(3)));

export function efficiencyChart(
  table: EfficiencyTable,
  marks: ReadonlyMap<string, Mark>,
  colours: ChartColours,
): ChartConfiguration<'scatter'> {
  const points = table.rows.flatMap(({ method, auc, measure }): Point[] => {
    const mark = marks.get(method);
    if (!auc || !measure || !mark) return [];
    return [{ method, speed: measure.fastest.newsPerSecond, auc: auc.mean * 100, mark }];
  });
  const speeds = points.map(({ speed }) => speed);
  const aucs = points.map(({ auc }) => auc);
  const span = Math.max(...aucs) - Math.min(...aucs) || 1;
  const axis = (title: string) => ({
    border: { color: colours.line },
    grid: { color: colours.line },
    title: { display: true, text: title, color: colours.quiet, font: CHART_FONT },
  });
  return {
    type: 'scatter',
    data: {
      datasets: [
        {
          data: points.map(({ speed, auc }) => ({ x: speed, y: auc })),
          ...UNDER_MARKS,
        },
      ],
    },
    plugins: [
      marksPlugin(
        points.map(({ mark }) => mark),
        colours.ground,
      ),
      names(points, colours),
    ],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      font: CHART_FONT,
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        x: {
          ...axis(t('efficiency.axisSpeed')),
          type: 'logarithmic',
          min: Math.min(...speeds) / 1.5,
          max: Math.max(...speeds) * 1.5,
          ticks: {
            color: colours.quiet,
            font: CHART_FONT,
            callback: (value) => (isRoundTick(Number(value)) ? count(Number(value)) : ''),
          },
        },
        y: {
          ...axis(t('efficiency.axisAuc')),
          suggestedMin: Math.min(...aucs) - span * 0.1,
          suggestedMax: Math.max(...aucs) + span * 0.1,
          ticks: { color: colours.quiet, font: CHART_FONT, maxTicksLimit: 8 },
        },
      },
      plugins: {
        tooltip: {
          animation: false,
          callbacks: {
            labelColor: ({ dataIndex }) => markColour(points[dataIndex]!.mark),
            label: ({ dataIndex }) => {
              const point = points[dataIndex]!;
              return t('efficiency.point', {
                method: point.method,
                speed: count(point.speed),
                auc: percent(point.auc / 100),
              });
            },
          },
        },
      },
    },
  };
}
