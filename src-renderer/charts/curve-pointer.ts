/** What lies under the pointer in a panel: the place along x, the line next to it, and what all lines say there. */
import { type Track, valueAt } from './band.ts';
import type { PlotMember, PlotSeries } from './curve-plot.ts';
import { paintShapes } from './curve-chart.ts';
import type { Frame, Shape } from './curve-shapes.ts';
import { lowerBound, pixelOf, projected } from './visible-part.ts';

export interface Nearest {
  series: PlotSeries;
  /** Of several repeats, the next one. */
  member: PlotMember | undefined;
}

/** The place of a measured point nearest to `x`: a reading between two steps would be none. */
export function snapped(plot: readonly PlotSeries[], x: number): number {
  let best = Number.NaN;
  for (const { members } of plot)
    for (const { xs } of members) {
      const at = lowerBound(xs, x);
      for (const near of [xs[at - 1], xs[at]])
        if (near !== undefined && !(Math.abs(near - x) >= Math.abs(best - x))) best = near;
    }
  return Number.isNaN(best) ? x : best;
}

/** The place of the point before or after `x`. */
export function neighbour(plot: readonly PlotSeries[], x: number, direction: 1 | -1): number {
  let best = direction > 0 ? Infinity : -Infinity;
  for (const { members } of plot)
    for (const { xs } of members) {
      let at = lowerBound(xs, x);
      if (direction > 0 && xs[at] === x) at++;
      const near = direction > 0 ? xs[at] : xs[at - 1];
      if (near !== undefined && Math.abs(near - x) < Math.abs(best - x)) best = near;
    }
  return Number.isFinite(best) ? best : x;
}

/** @param y px */
export function nearestLine(
  plot: readonly PlotSeries[],
  frame: Frame,
  x: number,
  y: number,
): Nearest | undefined {
  let best: { series: PlotSeries; away: number } | undefined;
  for (const series of plot) {
    const tracks: readonly Track[] = series.band
      ? [{ xs: series.band.xs, ys: series.band.mean }]
      : series.members;
    for (const track of tracks) {
      const away = Math.abs(pixelOf(frame.y, valueAt(track, x)) - y);
      if (Number.isFinite(away) && (!best || away < best.away)) best = { series, away };
    }
  }
  if (!best) return undefined;
  const { series } = best;
  return { series, member: series.members.length > 1 ? nearestMember(series, frame, x, y) : undefined };
}

function nearestMember({ members }: PlotSeries, frame: Frame, x: number, y: number): PlotMember | undefined {
  const away = (member: PlotMember): number => {
    const distance = Math.abs(pixelOf(frame.y, valueAt(member, x)) - y);
    return Number.isFinite(distance) ? distance : Infinity;
  };
  return members.slice().sort((a, b) => away(a) - away(b))[0];
}

/** The line across, the repeats of the series pointed at, and a dot on each line. */
export function paintPointer(
  ctx: CanvasRenderingContext2D,
  plot: readonly PlotSeries[],
  frame: Frame,
  x: number,
  nearest: Nearest | undefined,
  ink: string,
): void {
  const px = pixelOf(frame.x, x);
  if (!(px >= frame.left - 1 && px <= frame.right + 1)) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(frame.left, frame.top - 4, frame.right - frame.left + 4, frame.bottom - frame.top + 8);
  ctx.clip();
  ctx.strokeStyle = ink;
  ctx.globalAlpha = 0.55;
  ctx.beginPath();
  ctx.moveTo(Math.round(px) + 0.5, frame.top);
  ctx.lineTo(Math.round(px) + 0.5, frame.bottom);
  ctx.stroke();
  paintShapes(ctx, [...(nearest ? repeatShapes(nearest, frame) : []), ...dots(plot, frame, x, px)]);
  ctx.restore();
}

function repeatShapes({ series, member }: Nearest, frame: Frame): Shape[] {
  if (series.members.length === 1) return [];
  return series.members.map((each): Shape => {
    const { xs, ys } = each;
    return {
      kind: 'line',
      points: projected(xs, ys, frame.x, frame.y, frame.from, frame.to),
      token: series.series.token,
      width: each === member ? 2 : 1,
      opacity: each === member ? 1 : 0.6,
      dash: [],
    };
  });
}

const DOTS_UP_TO = 24;

function dots(plot: readonly PlotSeries[], frame: Frame, x: number, px: number): Shape[] {
  if (plot.length > DOTS_UP_TO) return [];
  return plot.flatMap(({ series, members, band }): Shape[] => {
    const track = band ? { xs: band.xs, ys: band.mean } : members.length === 1 ? members[0] : undefined;
    const py = track ? pixelOf(frame.y, valueAt(track, x)) : Number.NaN;
    if (!Number.isFinite(py)) return [];
    const { token, mark } = series;
    return [{ kind: 'dots', points: [px, py], token, ...(mark && { mark }), width: 3, opacity: 1, dash: [] }];
  });
}
