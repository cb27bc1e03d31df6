/** Curves as the panels take them: a source (a run, or a group of repeats) with its runs, and what one panel draws of it. */
import type { Curve } from '#shared/contract/domain.ts';
import type { Mark } from './method-colours.ts';
import type { CurveUnit } from './metric-units.ts';

/** When a run was at which step: both rise, and between two entries it went on evenly. */
export interface Clock {
  steps: readonly number[];
  seconds: readonly number[];
}

/** One metric of one run. */
export interface CurveMember {
  /** Of the run. */
  key: string;
  /** Tells it from its siblings, e.g. `seed 3`. */
  name: string;
  steps: readonly number[];
  values: readonly number[];
  /** Absent: only its steps are known. */
  clock?: Clock;
}

/** One member is a line; several are a mean with its deviation, and each of them where the pointer is. */
export interface CurveSeries {
  id: string;
  /** At the line's end. */
  name: string;
  /** Where the name is too long for that; default: its beginning. */
  short?: string;
  /** Colour token of theme.css, e.g. `--series-3`; a method's own from `marksOf()`. */
  token: string;
  dashed?: boolean;
  /** What the line is told by beside its colour. */
  mark?: Mark;
  members: readonly CurveMember[];
}

export interface SourceRun {
  key: string;
  name: string;
  curves: readonly Curve[];
}

const DASHED: readonly number[] = [5, 3];
/** Lengths of line and gap in turn, px; empty: unbroken. */
export const dashOf = ({ dashed, mark }: Pick<CurveSeries, 'dashed' | 'mark'>): readonly number[] =>
  dashed ? DASHED : (mark?.dash ?? []);

/** What is compared: one run, or the repeats of one method. */
export interface CurveSource {
  id: string;
  name: string;
  short?: string;
  token: string;
  dashed?: boolean;
  mark?: Mark;
  runs: readonly SourceRun[];
}

/** Curves of one unit in one frame. */
export interface Panel {
  id: string;
  title: string;
  unit: CurveUnit;
  /** What runs along x: a training step, or seconds since the start. */
  along: 'step' | 'seconds';
  series: readonly CurveSeries[];
}
