/**
 * From the series of a panel to what is drawn of them: tracks along the chosen axis, smoothed, put together to bands. Made
 * anew when data or settings change, not when one zooms or points. Knows no canvas.
 */
import { type Band, bandOf, type Track, valueAt } from './band.ts';
import type { Clock, CurveMember, CurveSeries } from './curve-series.ts';
import { smoothed } from './smoothing.ts';
import { visibleRange } from './visible-part.ts';

export interface PlotSettings {
  /** 0 (as measured) to below 1. */
  smoothing: number;
  logX: boolean;
  logY: boolean;
  axis: 'step' | 'time';
  /** Repeats as a band around their mean, or each as a line. */
  repeats: 'band' | 'each';
}

export interface PlotMember extends Track {
  member: CurveMember;
}

export interface PlotSeries {
  series: CurveSeries;
  /** Smoothed. */
  members: readonly PlotMember[];
  /** Of more than one member, where repeats are shown as a band. */
  band: Band | null;
  /** As measured, pale under the smoothed line; of a single member only. */
  raw: Track | null;
  /** So few points that each is marked. */
  sparse: boolean;
}

/** Fewer points than this are drawn as they are: smoothing would make more of them than they say. */
const SMOOTH_FROM = 40;
/** With more lines than this the pale ones beneath would be a fog. */
const RAW_UP_TO = 12;
const MARK_UP_TO = 30;

/**
 * Seconds at a step, straight between what the clock knows, and on at its first or last pace beyond; to be called with
 * rising steps, as it goes on where the last one was.
 */
export function clockReader({ steps, seconds }: Clock): (step: number) => number {
  let from = 0;
  return (step) => {
    while (from < steps.length - 2 && steps[from + 1]! < step) from++;
    const to = Math.min(from + 1, steps.length - 1);
    const pace = (seconds[to]! - seconds[from]!) / (steps[to]! - steps[from]! || 1);
    return Math.max(0, seconds[from]! + pace * (step - steps[from]!));
  };
}

function trackOf(member: CurveMember, axis: PlotSettings['axis']): Track {
  const { clock, steps, values } = member;
  const ys = new Float64Array(values);
  if (axis === 'step') return { xs: new Float64Array(steps), ys };
  const read = clock && clock.steps.length > 0 ? clockReader(clock) : undefined;
  return { xs: read ? Float64Array.from(steps, (step) => read(step)) : new Float64Array(), ys };
}

const isLong = ({ xs }: Track): boolean => xs.length >= SMOOTH_FROM;

export function plotOf(allSeries: readonly CurveSeries[], settings: PlotSettings): PlotSeries[] {
  const lines = allSeries.reduce((sum, { members }) => sum + members.length, 0);
  return allSeries.map((series) => {
    const members = series.members.map((member): PlotMember & { raw: Track } => {
      const raw = trackOf(member, settings.axis);
      const ys = settings.smoothing > 0 && isLong(raw) ? smoothed(raw.ys, settings.smoothing) : raw.ys;
      return { member, xs: raw.xs, ys: raw.xs.length === 0 ? raw.xs : ys, raw };
    });
    const [only] = members;
    const single = members.length === 1 && only !== undefined;
    const isSmoothed = single && settings.smoothing > 0 && isLong(only.raw);
    return {
      series,
      members,
      band: members.length > 1 && settings.repeats === 'band' ? bandOf(members) : null,
      raw: isSmoothed && lines <= RAW_UP_TO ? only.raw : null,
      sparse: members.every(({ xs }) => xs.length <= MARK_UP_TO) && lines <= RAW_UP_TO,
    };
  });
}

/**
 * plotOf() that gives the same plot again while nothing in it is new: live points come to some panels only, and arrays grow in
 * place, so lengths tell.
 */
export function plotReader(): typeof plotOf {
  let before = '';
  let inputs: unknown[] = [];
  let plot: PlotSeries[] = [];
  return (allSeries, settings) => {
    const described = JSON.stringify([
      settings,
      ...allSeries.map(({ id, name, short, token, dashed, mark, members }) => [
        ...[id, name, short, token, dashed, mark],
        ...members.map(({ name: own, steps, clock }) => [own, steps.length, clock?.steps.at(-1)]),
      ]),
    ]);
    const arrays = allSeries.flatMap(({ members }) =>
      members.flatMap(({ steps, values }) => [steps, values]),
    );
    if (described === before && arrays.every((array, at) => array === inputs[at])) return plot;
    before = described;
    inputs = arrays;
    return (plot = plotOf(allSeries, settings));
  };
}

export interface Extent {
  min: number;
  max: number;
}

/** Along x, of all members of a panel, as xExtent() of its plot would be; null where there is nothing. */
export function trackExtent(
  { series }: { series: readonly CurveSeries[] },
  axis: PlotSettings['axis'],
  log: boolean,
): Extent | null {
  const extent = { min: Infinity, max: -Infinity };
  for (const { members } of series)
    for (const member of members) {
      const xs: ArrayLike<number> = axis === 'step' ? member.steps : trackOf(member, axis).xs;
      let at = 0;
      // A clock may begin with several places at nothing, which a logarithm cannot show.
      while (log && at < xs.length && !(xs[at]! > 0)) at++;
      const first = xs[at];
      const last = at < xs.length ? xs[xs.length - 1] : undefined;
      if (first !== undefined && first < extent.min) extent.min = first;
      if (last !== undefined && last > extent.max) extent.max = last;
    }
  return widened(extent);
}

/** A single place becomes a stretch around it. */
function widened({ min, max }: Extent): Extent | null {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return null;
  return min === max ? { min: min > 1 ? min - 1 : min, max: max + 1 } : { min, max };
}

/** Of all tracks along x; null where there is nothing. */
export function xExtent(plot: readonly PlotSeries[], log: boolean): Extent | null {
  const extent = { min: Infinity, max: -Infinity };
  for (const { members } of plot)
    for (const { xs } of members) {
      const first = log ? xs.find((x) => x > 0) : xs[0];
      if (first === undefined) continue;
      extent.min = Math.min(extent.min, first);
      extent.max = Math.max(extent.max, xs[xs.length - 1]!);
    }
  return widened(extent);
}

/**
 * Of what is drawn between two places of x, with a little air; null where there is nothing.
 * @param fromZero an axis of amounts, which a straight scale begins at nothing
 */
export function yExtent(
  plot: readonly PlotSeries[],
  x: Extent,
  log: boolean,
  fromZero = false,
): Extent | null {
  let [min, max] = [Infinity, -Infinity];
  const take = (value: number): void => {
    if (!Number.isFinite(value) || (log && value <= 0)) return;
    if (value < min) min = value;
    if (value > max) max = value;
  };
  const takeTrack = ({ xs, ys }: Track): void => {
    const [first, end] = visibleRange(xs, x.min, x.max);
    for (let at = first; at < end; at++) if (xs[at]! >= x.min && xs[at]! <= x.max) take(ys[at]!);
    for (const edge of [x.min, x.max]) take(valueAt({ xs, ys }, edge));
  };
  for (const { members, band, raw } of plot) {
    if (band) {
      const [first, end] = visibleRange(band.xs, x.min, x.max);
      for (let at = first; at < end; at++) {
        const spread = Number.isNaN(band.sd[at]!) ? 0 : band.sd[at]!;
        take(band.mean[at]! - spread);
        take(band.mean[at]! + spread);
      }
    } else for (const member of members) takeTrack(member);
    if (raw) takeTrack(raw);
  }
  if (!Number.isFinite(min)) return null;
  if (log) return min === max ? { min: min / 2, max: max * 2 } : { min: min / 1.08, max: max * 1.08 };
  if (fromZero) min = Math.min(0, min);
  const air = max > min ? (max - min) * 0.06 : Math.abs(max) * 0.1 || 1;
  return { min: min >= 0 && min - air < 0 ? 0 : min - air, max: max + air };
}

/** What a series says at `x`; null where it is not. */
export interface Reading {
  series: CurveSeries;
  value: number;
  sd: number;
  /** Repeats that are there, of `of`. */
  n: number;
  of: number;
}

export function readingsAt(plot: readonly PlotSeries[], x: number): Reading[] {
  const readings: Reading[] = [];
  for (const { series, members, band } of plot) {
    const values = members.map((member) => valueAt(member, x)).filter(Number.isFinite);
    if (values.length === 0) continue;
    const value = values.reduce((sum, each) => sum + each, 0) / values.length;
    const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
    const sd = band && values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Number.NaN;
    readings.push({ series, value, sd, n: values.length, of: members.length });
  }
  return readings;
}
