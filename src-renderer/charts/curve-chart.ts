/** Loss and metric curves over steps: the raw points pale, the smoothed line strong, its name at its end. */
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { Curve } from '#shared/contract/domain.ts';
import { compact, count } from '../words.ts';
import { CHART_FONT, type ChartColours, translucent } from './chart.ts';
import { smoothed } from './smoothing.ts';

const SMOOTHING = 0.9;
/** Fewer points than this are drawn as they are. */
const SMOOTH_FROM = 40;

export interface NamedCurve {
  curve: Curve;
  name: string;
  colour: string;
}

/** Names at the right end of the lines, moved apart where they would overlap. */
const endLabels: Plugin<'line'> = {
  id: 'endLabels',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    const labels = chart.data.datasets
      .map((dataset, at) => ({ dataset, point: chart.getDatasetMeta(at).data.at(-1) }))
      .filter(({ dataset, point }) => dataset.label && point)
      .map(({ dataset, point }) => ({
        text: String(dataset.label),
        colour: String(dataset.borderColor),
        y: point?.y ?? 0,
      }))
      .sort((a, b) => a.y - b.y);
    ctx.save();
    ctx.font = `${CHART_FONT.size}px ${CHART_FONT.family}`;
    ctx.textBaseline = 'middle';
    // Downwards first, then up again from the bottom, so that all stay inside.
    let limit = chartArea.top;
    for (const label of labels) limit = (label.y = Math.max(limit + 7, label.y)) + 7;
    limit = chartArea.bottom;
    for (const label of labels.slice().reverse()) limit = (label.y = Math.min(limit - 7, label.y)) - 7;
    for (const { text, colour, y } of labels) {
      ctx.fillStyle = colour;
      ctx.fillRect(chartArea.right + 6, y - 1, 8, 2);
      ctx.fillStyle = String(chart.options.color);
      ctx.fillText(text, chartArea.right + 18, y);
    }
    ctx.restore();
  },
};

const pointsOf = (steps: readonly number[], values: readonly number[]) =>
  steps.map((x, at) => ({ x, y: values[at] ?? Number.NaN }));

function datasetsOf(curves: readonly NamedCurve[]): ChartConfiguration<'line'>['data']['datasets'] {
  const common = { pointHitRadius: 8, tension: 0, indexAxis: 'x' as const };
  return curves.flatMap(({ curve, name, colour }) => {
    const sparse = curve.steps.length < SMOOTH_FROM;
    const line = {
      ...common,
      label: name,
      data: pointsOf(curve.steps, sparse ? curve.values : smoothed(curve.values, SMOOTHING)),
      borderColor: colour,
      backgroundColor: colour,
      borderWidth: 1.75,
      pointRadius: sparse ? 2.5 : 0,
    };
    if (sparse) return [line];
    const raw = {
      ...common,
      data: pointsOf(curve.steps, curve.values),
      borderColor: translucent(colour, 0.28),
      backgroundColor: 'transparent',
      borderWidth: 1,
      pointRadius: 0,
    };
    return [raw, line];
  });
}

/** @param unit of the y axis, e.g. `loss` */
export function curveChart(
  curves: readonly NamedCurve[],
  unit: string,
  colours: ChartColours,
): ChartConfiguration<'line'> {
  const longest = Math.max(...curves.map(({ name }) => name.length));
  const axis = {
    border: { color: colours.line },
    grid: { color: colours.line, tickLength: 4 },
  };
  return {
    type: 'line',
    data: { datasets: datasetsOf(curves) },
    plugins: [endLabels],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      color: colours.ink,
      font: CHART_FONT,
      layout: { padding: { right: 26 + longest * 6.6, top: 8 } },
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          ...axis,
          type: 'linear',
          title: { display: true, text: 'step', color: colours.quiet, font: CHART_FONT },
          ticks: { color: colours.quiet, font: CHART_FONT, maxTicksLimit: 6, precision: 0, maxRotation: 0 },
        },
        y: {
          ...axis,
          title: { display: true, text: unit, color: colours.quiet, font: CHART_FONT },
          ticks: {
            color: colours.quiet,
            font: CHART_FONT,
            maxTicksLimit: 5,
            callback: (v) => compact(Number(v)),
          },
        },
      },
      plugins: {
        decimation: { enabled: true, algorithm: 'lttb', samples: 400, threshold: 800 },
        tooltip: {
          animation: false,
          filter: ({ dataset }) => Boolean(dataset.label),
          callbacks: {
            title: ([item]) => (item ? `Step ${count(item.parsed.x ?? 0)}` : ''),
            label: ({ dataset, parsed }) => `${dataset.label}: ${compact(parsed.y ?? Number.NaN)}`,
          },
        },
      },
    },
  };
}
