/**
 * Axes and lines of one panel on a canvas: chart.js lays out the axes, the shapes of the plot are painted between them.
 * What is pointed at lies on a second canvas, so that moving the pointer paints no line again.
 */
import type { ChartConfiguration, ChartOptions, Plugin } from 'chart.js';
import { Chart, CHART_FONT, type ChartColours } from './chart.ts';
import type { Extent, PlotSeries } from './curve-plot.ts';
import {
  BEFORE_NAME,
  endLabels,
  endText,
  type Frame,
  nameRoom,
  sampleShapes,
  type Shape,
  shapesOf,
} from './curve-shapes.ts';
import { paintMark } from './mark-path.ts';
import { tokenColour } from './method-colours.ts';
import { type CurveUnit, tickText, xText } from './metric-units.ts';
import { textWidth } from './text-fit.ts';
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

/** More lines are told apart by the legend. */
const LABELS_UP_TO = 8;

/** Whether names stand at the lines' ends: not for one line alone, which the panel's title names. */
export const labelled = (plot: readonly PlotSeries[]): boolean =>
  plot.length <= LABELS_UP_TO && (plot.length > 1 || plot.some(({ members }) => members.length > 1));
export const isCrowded = (plot: readonly PlotSeries[]): boolean => plot.length > LABELS_UP_TO;

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

/** A mark must be larger than a dot for its shape to be seen. */
export const MARK_SIZE = 1.6;

/** @param colours resolved once for each token */
export function paintShapes(
  ctx: CanvasRenderingContext2D,
  shapes: readonly Shape[],
  colours = new Map<string, string>(),
): void {
  ctx.lineJoin = 'round';
  const colourOf = (token: string): string => {
    let colour = colours.get(token);
    if (colour === undefined) colours.set(token, (colour = tokenColour(token)));
    return colour;
  };
  for (const { kind, points, token, width, opacity, dash, mark } of shapes) {
    const colour = colourOf(token);
    ctx.globalAlpha = opacity;
    ctx.setLineDash([...dash]);
    if (kind === 'dots' && mark) {
      const ground = colourOf('--bg');
      for (let at = 0; at < points.length; at += 2)
        if (!Number.isNaN(points[at]))
          paintMark(
            ctx,
            mark,
            { x: points[at]!, y: points[at + 1]!, radius: width * MARK_SIZE },
            { colour, ground },
          );
      continue;
    }
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
      for (const label of endLabels(picture.plot, frame, nameRoom(chart.width))) {
        paintShapes(ctx, sampleShapes(label, frame.right + 6));
        ctx.fillStyle = picture.colours.ink;
        ctx.fillText(label.text, frame.right + BEFORE_NAME, label.y);
      }
      ctx.restore();
    },
  };
}

/** Right of the lines, px: the widest of their names, and a sample of the line before it. */
function labelRoom(plot: readonly PlotSeries[], width: number): number {
  if (!labelled(plot)) return 10;
  const names = plot.map((one) => textWidth(endText(one, nameRoom(width))));
  return BEFORE_NAME + 3 + Math.max(0, ...names);
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
    layout: { padding: ({ chart }) => ({ right: labelRoom(plot, chart.width), top: 8 }) },
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
