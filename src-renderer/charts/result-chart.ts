/**
 * Methods below each other on one axis: mean with one standard deviation to each side, every repeat as a small point,
 * the published value as a grey tick, the best reachable value as a dashed line or a note.
 */
import type { ChartConfiguration, Plugin } from 'chart.js';
import { METRIC_LABELS, type MetricName, type ResultTable } from '#shared/contract/tables.ts';
import { rowNames } from '../graph/row-names.ts';
import { percent } from '../words.ts';
import { CHART_FONT, type ChartColours, translucent } from './chart.ts';
import { markColour, marksPlugin, UNDER_MARKS } from './mark-plugin.ts';
import type { Mark } from './method-colours.ts';
import { tokenColour } from './method-colours.ts';
import { t } from '../state/language.svelte.ts';

interface Bar {
  row: number;
  mean: number;
  sd: number | null;
  colour: string;
}

/** Whiskers of one standard deviation, behind the points. */
const whiskers = (bars: readonly Bar[]): Plugin<'scatter'> => ({
  id: 'whiskers',
  beforeDatasetsDraw(chart) {
    const { ctx, scales } = chart;
    const { x, y } = scales;
    if (!x || !y) return;
    ctx.save();
    ctx.lineWidth = 1.75;
    for (const { row, mean, sd, colour } of bars) {
      if (sd === null) continue;
      const [from, to, at] = [
        x.getPixelForValue(mean - sd),
        x.getPixelForValue(mean + sd),
        y.getPixelForValue(row),
      ];
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(from, at);
      ctx.lineTo(to, at);
      for (const end of [from, to]) {
        ctx.moveTo(end, at - 5);
        ctx.lineTo(end, at + 5);
      }
      ctx.stroke();
    }
    ctx.restore();
  },
});

/** The best reachable value: a line where it is in sight, else a note at the edge it lies beyond. */
const bestMark = (best: number | null, colours: ChartColours): Plugin<'scatter'> => ({
  id: 'bestMark',
  beforeDatasetsDraw(chart) {
    const { ctx, chartArea, scales } = chart;
    if (best === null || !scales.x) return;
    const inSight = best <= scales.x.max;
    const at = inSight ? scales.x.getPixelForValue(best) : chartArea.right;
    ctx.save();
    if (inSight) {
      ctx.strokeStyle = colours.quiet;
      ctx.setLineDash([4, 4]);
      ctx.beginPath();
      ctx.moveTo(at, chartArea.top - 4);
      ctx.lineTo(at, chartArea.bottom);
      ctx.stroke();
    }
    ctx.font = `${CHART_FONT.size}px ${CHART_FONT.family}`;
    ctx.fillStyle = colours.quiet;
    ctx.textAlign = 'right';
    ctx.fillText(
      `${t('chart.bestReachable', { auc: best.toFixed(2) })}${inSight ? '' : ' →'}`,
      at + 2,
      chartArea.top - 8,
    );
    ctx.restore();
  },
});

const LONGEST_LABEL = 30;
const shortened = (label: string): string =>
  label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;

/** @param table rows with shares; the axis shows percent */
export function resultChart(
  table: ResultTable,
  metric: MetricName,
  marks: ReadonlyMap<string, Mark>,
  colours: ChartColours,
): ChartConfiguration<'scatter'> {
  // Rows of a sweep are alike in their beginnings.
  const names = rowNames(
    table.rows.map(({ method }) => method),
    true,
  );
  const labelOf = (method: string): string =>
    shortened(method.length > LONGEST_LABEL ? (names.get(method) ?? method) : method);
  const bars: Bar[] = [];
  const means: { x: number; y: number }[] = [];
  const repeats: { x: number; y: number }[] = [];
  const repeatColours: string[] = [];
  const shown: Mark[] = [];
  const published: { x: number; y: number }[] = [];
  table.rows.forEach(({ method, metrics, published: paper }, row) => {
    const theirs = paper?.metrics[metric];
    if (theirs) published.push({ x: theirs.mean * 100, y: row });
    const cell = metrics[metric];
    const mark = marks.get(method);
    if (!cell || !mark) return;
    const colour = tokenColour(mark.token);
    bars.push({ row, mean: cell.mean * 100, sd: cell.sd === null ? null : cell.sd * 100, colour });
    means.push({ x: cell.mean * 100, y: row });
    shown.push(mark);
    cell.values.forEach((value, repeat) => {
      // Below the mean, a little apart, so that equal repeats stay countable.
      repeats.push({ x: value * 100, y: row + 0.24 + ((repeat % 3) - 1) * 0.06 });
      repeatColours.push(colour);
    });
  });
  const tick = table.published ? t('chart.tick', { dataset: table.published.dataset }) : '';
  const best = metric === 'auc' && table.bestAuc !== null ? table.bestAuc * 100 : null;
  const ends = bars.flatMap(({ mean, sd }) => [mean - (sd ?? 0), mean + (sd ?? 0)]);
  const measured = [...repeats.map(({ x }) => x), ...published.map(({ x }) => x), ...ends];
  const [least, most] = [Math.min(...measured), Math.max(...measured)];
  const span = most - least || 1;
  // A bound far away would press what was measured into a corner.
  const highest = best !== null && best - most < span / 2 ? Math.max(best, most) : most;
  return {
    type: 'scatter',
    data: {
      datasets: [
        {
          label: t('chart.mean'),
          data: means,
          ...UNDER_MARKS,
        },
        {
          label: t('chart.repeat'),
          data: repeats,
          pointRadius: 3,
          pointHoverRadius: 4,
          backgroundColor: repeatColours.map((colour) => translucent(colour, 0.65)),
          borderColor: repeatColours,
          borderWidth: 1,
        },
        {
          label: table.published
            ? t('chart.publishedOn', { dataset: table.published.dataset })
            : t('chart.published'),
          data: published,
          pointStyle: 'line',
          pointRotation: 90,
          pointRadius: 12,
          pointHoverRadius: 12,
          borderColor: translucent(colours.quiet, 0.7),
          borderWidth: 3,
        },
      ],
    },
    plugins: [whiskers(bars), marksPlugin(shown, colours.ground), bestMark(best, colours)],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      font: CHART_FONT,
      layout: { padding: { top: best === null ? 4 : 20, right: 12 } },
      scales: {
        x: {
          suggestedMin: least - span * 0.06,
          suggestedMax: highest + span * 0.04,
          border: { color: colours.line },
          grid: { color: colours.line },
          title: {
            display: true,
            text: `${t('chart.axis', { metric: METRIC_LABELS[metric] })}${tick}`,
            color: colours.quiet,
            font: CHART_FONT,
          },
          ticks: { color: colours.quiet, font: CHART_FONT, maxTicksLimit: 8 },
        },
        y: {
          min: -0.6,
          max: table.rows.length - 0.4,
          reverse: true,
          border: { display: false },
          grid: { display: false },
          afterBuildTicks: (axis) => {
            axis.ticks = table.rows.map((_, row) => ({ value: row }));
          },
          ticks: {
            color: colours.ink,
            font: CHART_FONT,
            autoSkip: false,
            callback: (row) => labelOf(table.rows[Number(row)]?.method ?? ''),
          },
        },
      },
      plugins: {
        tooltip: {
          animation: false,
          callbacks: {
            labelColor: ({ datasetIndex, dataIndex, element }) => {
              const mark = datasetIndex === 0 ? shown[dataIndex] : undefined;
              return mark ? markColour(mark) : (element.options as ReturnType<typeof markColour>);
            },
            label: ({ dataset, parsed }) => {
              const row = table.rows[Math.round(parsed.y ?? 0)];
              return `${row?.method}, ${dataset.label}: ${percent((parsed.x ?? 0) / 100)}`;
            },
          },
        },
      },
    },
  };
}
