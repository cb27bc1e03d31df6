/**
 * Axes and lines of one panel on a canvas: chart.js lays out the axes, the shapes of the plot are painted between them.
 * What is pointed at lies on a second canvas, so that moving the pointer paints no line again.
 */
import type { ChartConfiguration, ChartOptions, Plugin } from 'chart.js';
import { Chart, CHART_FONT, type ChartColours } from './chart.ts';
import type { Extent, PlotSeries } from './curve-plot.ts';
import { endLabels, type Frame, type Shape, shapesOf } from './curve-shapes.ts';
import { tokenColour } from './method-colours.ts';
import { type CurveUnit, tickText, xText } from './metric-units.ts';
import { axisMap } from './visible-part.ts';

export interface PanelPicture {
  plot: readonly PlotSeries[];
  x: Extent;
  y: Extent;
  logX: boolean;
  logY: boolean;
  unit: CurveUnit;
  along: 'step' | 'seconds';
  xTitle: string;
  yTitle: string;
  colours: ChartColours;
}

/** Names of up to so many characters stand at the lines' ends in full. */
const LONGEST_LABEL = 26;
/** More lines are told apart by the legend. */
const LABELS_UP_TO = 8;

/** Whether names stand at the lines' ends: not for one line alone, which the panel's title names. */
export const labelled = (plot: readonly PlotSeries[]): boolean =>
  plot.length <= LABELS_UP_TO && (plot.length > 1 || plot.some(({ members }) => members.length > 1));
export const isCrowded = (plot: readonly PlotSeries[]): boolean => plot.length > LABELS_UP_TO;

const shortened = (text: string): string =>
  text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;

export function frameOf(chart: Chart, { x, y, logX, logY }: PanelPicture): Frame {
  const { left, right, top, bottom } = chart.chartArea;
  return {
    left,
    right,
    top,
    bottom,
    x: axisMap(x.min, x.max, left, right, logX),
    y: axisMap(y.min, y.max, bottom, top, logY),
    from: x.min,
    to: x.max,
  };
}

/** @param colours resolved once for each token */
export function paintShapes(
  ctx: CanvasRenderingContext2D,
  shapes: readonly Shape[],
  colours = new Map<string, string>(),
): void {
  ctx.lineJoin = 'round';
  for (const { kind, points, token, width, opacity, dashed } of shapes) {
    let colour = colours.get(token);
    if (colour === undefined) colours.set(token, (colour = tokenColour(token)));
    ctx.globalAlpha = opacity;
    ctx.setLineDash(dashed ? [5, 3] : []);
    if (kind === 'dots') {
      ctx.fillStyle = colour;
      for (let at = 0; at < points.length; at += 2) {
        ctx.beginPath();
        ctx.arc(points[at]!, points[at + 1]!, width, 0, 2 * Math.PI);
        ctx.fill();
      }
      continue;
    }
    ctx.beginPath();
    let drawing = false;
    for (let at = 0; at < points.length; at += 2) {
      const [px, py] = [points[at]!, points[at + 1]!];
      if (Number.isNaN(px)) drawing = false;
      else if (drawing) ctx.lineTo(px, py);
      else {
        ctx.moveTo(px, py);
        drawing = true;
      }
    }
    if (kind === 'area') {
      ctx.fillStyle = colour;
      ctx.fill();
    } else {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function linesPlugin(read: () => PanelPicture): Plugin<'line'> {
  return {
    id: 'curves',
    beforeDatasetsDraw(chart) {
      const picture = read();
      const { ctx } = chart;
      const frame = frameOf(chart, picture);
      ctx.save();
      ctx.beginPath();
      // A little more than the frame, so that dots at its edge are whole.
      ctx.rect(frame.left - 3, frame.top - 3, frame.right - frame.left + 6, frame.bottom - frame.top + 6);
      ctx.clip();
      paintShapes(ctx, shapesOf(picture.plot, frame));
      ctx.restore();
      if (!labelled(picture.plot)) return;
      ctx.save();
      ctx.font = `${CHART_FONT.size}px ${CHART_FONT.family}`;
      ctx.textBaseline = 'middle';
      for (const { text, token, y } of endLabels(picture.plot, frame)) {
        ctx.fillStyle = tokenColour(token);
        ctx.fillRect(frame.right + 6, y - 1, 8, 2);
        ctx.fillStyle = picture.colours.ink;
        ctx.fillText(shortened(text), frame.right + 18, y);
      }
      ctx.restore();
    },
  };
}

/** The widest name at a line's end, in px; a guess is good enough for the room it takes. */
function labelRoom(plot: readonly PlotSeries[]): number {
  if (!labelled(plot)) return 10;
  const longest = Math.max(
    0,
    ...plot.map(({ series, members }) =>
      Math.min(LONGEST_LABEL, series.name.length + (members.length > 1 ? 8 : 0)),
    ),
  );
  return 28 + longest * 7;
}

function optionsOf(picture: PanelPicture): ChartOptions<'line'> {
  const { colours, x, y, logX, logY, unit, along, plot } = picture;
  const common = {
    border: { color: colours.line },
    grid: { color: colours.line, tickLength: 4 },
  };
  const title = (text: string) => ({ display: true, text, color: colours.quiet, font: CHART_FONT });
  const ticks = { color: colours.quiet, font: CHART_FONT };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { right: labelRoom(plot), top: 8 } },
    plugins: { tooltip: { enabled: false } },
    scales: {
      x: {
        ...common,
        type: logX ? 'logarithmic' : 'linear',
        min: x.min,
        max: x.max,
        title: title(picture.xTitle),
        ticks: {
          ...ticks,
          maxTicksLimit: 7,
          maxRotation: 0,
          includeBounds: false,
          callback: (value) => xText(along, Number(value)),
        },
      },
      y: {
        ...common,
        type: logY ? 'logarithmic' : 'linear',
        min: y.min,
        max: y.max,
        title: title(picture.yTitle),
        ticks: {
          ...ticks,
          maxTicksLimit: 7,
          includeBounds: false,
          callback: (value) => tickText(unit, Number(value)),
        },
      },
    },
  };
}

/** @param read gives what is to be drawn now; `update()` after it changed */
export function createCurveChart(
  canvas: HTMLCanvasElement,
  read: () => PanelPicture,
  painted: (chart: Chart) => void,
): { chart: Chart; update: () => void } {
  const configuration: ChartConfiguration<'line'> = {
    type: 'line',
    data: { datasets: [] },
    plugins: [linesPlugin(read), { id: 'painted', afterDraw: (chart) => painted(chart as Chart) }],
    options: optionsOf(read()),
  };
  const chart = new Chart(canvas, configuration as ChartConfiguration);
  const update = (): void => {
    chart.options = optionsOf(read()) as Chart['options'];
    chart.update('none');
  };
  return { chart, update };
}
