/** What a plot looks like in a frame, as plain shapes in pixels; curve-chart.ts paints them, curve-svg.ts writes them down. */
import { type Band, type Track, valueAt } from './band.ts';
import type { PlotSeries } from './curve-plot.ts';
import { dashOf } from './curve-series.ts';
import type { Mark } from './method-colours.ts';
import { fitted, textWidth } from './text-fit.ts';
import { type AxisMap, lowerBound, pixelOf, projected } from './visible-part.ts';

/** The inside of the axes, and how values lie in it. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: AxisMap;
  y: AxisMap;
  /** Values at the left and right edge. */
  from: number;
  to: number;
}

export interface Shape {
  /** Dots are the marks of their method where it has one. */
  kind: 'line' | 'area' | 'dots';
  /** x and y in turn; NaN twice where a line breaks. */
  points: readonly number[];
  token: string;
  width: number;
  opacity: number;
  dash: readonly number[];
  mark?: Mark;
}

const DOT_UP_TO = 60;

export function shapesOf(plot: readonly PlotSeries[], frame: Frame): Shape[] {
  const { x, y, from, to } = frame;
  const below: Shape[] = [];
  const above: Shape[] = [];
  const lines = plot.reduce((sum, { members, band }) => sum + (band ? 1 : members.length), 0);
  for (const [at, { series, members, band, raw, sparse }] of plot.entries()) {
    const common = { token: series.token, dash: dashOf(series) };
    const dots = (points: readonly number[], width: number): Shape[] => {
      const { mark } = series;
      if (sparse && points.length <= DOT_UP_TO)
        return [{ ...common, ...(mark && { mark }), kind: 'dots', points, width, opacity: 1 }];
      return mark && plot.length > 1
        ? [{ ...common, mark, kind: 'dots', points: marksAlong(points, at), width, opacity: 1 }]
        : [];
    };
    if (band) {
      for (const points of bandAreas(band, frame))
        below.push({ ...common, kind: 'area', points, width: 0, opacity: 0.16 });
      const points = projected(band.xs, band.mean, x, y, from, to);
      above.push({ ...common, kind: 'line', points, width: 1.75, opacity: 1 }, ...dots(points, 2.5));
      continue;
    }
    if (raw)
      below.push({
        ...common,
        kind: 'line',
        dash: [],
        points: projected(raw.xs, raw.ys, x, y, from, to),
        width: 1,
        opacity: 0.28,
      });
    for (const { xs, ys } of members) {
      const points = projected(xs, ys, x, y, from, to);
      const thin = members.length > 1 || lines > 30;
      above.push(
        { ...common, kind: 'line', points, width: thin ? 1 : 1.75, opacity: thin ? 0.75 : 1 },
        ...dots(points, thin ? 2 : 2.5),
      );
    }
  }
  return [...below, ...above];
}

const MARK_EVERY_PX = 120;

/** Some points of a line, that its mark tells it from the others; each line's begin at another place. */
function marksAlong(points: readonly number[], line: number): number[] {
  const found: number[] = [];
  let next = (points[0] ?? 0) + MARK_EVERY_PX * ((0.3 + line * 0.382) % 1);
  for (let at = 0; at < points.length; at += 2) {
    const [px, py] = [points[at]!, points[at + 1]!];
    if (!(px >= next)) continue;
    found.push(px, py);
    next += MARK_EVERY_PX * Math.ceil((px - next) / MARK_EVERY_PX + 1e-9);
  }
  return found;
}

/** Mean + sd and back along mean - sd, for each stretch in which two repeats or more are. */
function bandAreas({ xs, mean, sd }: Band, { x, y, from, to, bottom }: Frame): number[][] {
  const areas: number[][] = [];
  let upper: number[] = [];
  let lower: number[] = [];
  const finish = (): void => {
    if (upper.length > 2) {
      const back: number[] = [];
      for (let at = lower.length - 2; at >= 0; at -= 2) back.push(lower[at]!, lower[at + 1]!);
      areas.push([...upper, ...back]);
    }
    upper = [];
    lower = [];
  };
  for (let at = 0; at < xs.length; at++) {
    // One place beyond each edge closes the area outside of what is seen.
    if ((at + 1 < xs.length && xs[at + 1]! < from) || (at > 0 && xs[at - 1]! > to)) continue;
    const top = mean[at]! + sd[at]!;
    if (!Number.isFinite(top) || (y.log && top <= 0) || (x.log && xs[at]! <= 0)) {
      finish();
      continue;
    }
    const px = pixelOf(x, xs[at]!);
    const low = mean[at]! - sd[at]!;
    upper.push(px, pixelOf(y, top));
    lower.push(px, y.log && low <= 0 ? bottom : pixelOf(y, low));
  }
  finish();
  return areas;
}

export interface EndLabel {
  text: string;
  token: string;
  dash: readonly number[];
  mark?: Mark;
  y: number;
}

/** Of a line, before its name at its end, px. */
export const SAMPLE = 16;

/** The line itself, in short, from `left` on. */
export function sampleShapes({ token, dash, mark, y }: EndLabel, left: number): Shape[] {
  const line = { token, dash, width: 2, opacity: 1 };
  const shapes: Shape[] = [{ ...line, kind: 'line', points: [left, y, left + SAMPLE, y] }];
  if (mark) shapes.push({ ...line, kind: 'dots', points: [left + SAMPLE / 2, y], width: 2.5, mark });
  return shapes;
}

/** Between the lines and the names at their ends, the sample included, px. */
export const BEFORE_NAME = SAMPLE + 11;
/** Of the width of a panel: the lines need the rest. */
const SHARE_OF_NAMES = 0.4;
const LONGEST_NAME_PX = 200;

/** For the names at the ends of the lines of a panel, px. */
export const nameRoom = (width: number): number =>
  Math.min(width * SHARE_OF_NAMES - BEFORE_NAME, LONGEST_NAME_PX);

/** Its name, and how many repeats it is the mean of, as far as that fits; empty: it has no name. */
export function endText({ series: { name, short }, members }: PlotSeries, room: number): string {
  if (name === '') return '';
  const called = textWidth(name) > room ? (short ?? name) : name;
  const whole = members.length > 1 ? `${called} (n = ${members.length})` : called;
  return textWidth(whole) <= room ? whole : fitted(called, room);
}

const LABEL_HEIGHT = 14;

/** The value where the line leaves the frame, or ends in it. */
function lastInSight(track: Track | undefined, { from, to, y }: Frame): number | undefined {
  if (!track) return undefined;
  const isDrawn = (value: number): boolean => Number.isFinite(value) && (!y.log || value > 0);
  const atEdge = valueAt(track, to);
  if (isDrawn(atEdge)) return atEdge;
  for (let at = lowerBound(track.xs, to) - 1; at >= 0 && track.xs[at]! >= from; at--)
    if (isDrawn(track.ys[at]!)) return track.ys[at];
  return undefined;
}

/** Names at the right end of the lines, cut to `room` px, moved apart where they would overlap; none where they do not all fit. */
export function endLabels(plot: readonly PlotSeries[], frame: Frame, room: number): EndLabel[] {
  const { top, bottom } = frame;
  const labels = plot.flatMap((one) => {
    const { series, members, band } = one;
    const last = lastInSight(band ? { xs: band.xs, ys: band.mean } : members[0], frame);
    const text = endText(one, room);
    if (last === undefined || text === '') return [];
    const { token, mark } = series;
    return [{ text, token, dash: dashOf(series), mark, y: pixelOf(frame.y, last) }];
  });
  if (labels.length * LABEL_HEIGHT > bottom - top) return [];
  labels.sort((a, b) => a.y - b.y);
  // Downwards first, then up again from the bottom, so that all stay inside.
  let limit = top - LABEL_HEIGHT / 2;
  for (const label of labels) label.y = limit = Math.max(limit + LABEL_HEIGHT, label.y);
  limit = bottom + LABEL_HEIGHT / 2;
  for (const label of labels.slice().reverse()) label.y = limit = Math.min(limit - LABEL_HEIGHT, label.y);
  return labels;
}
