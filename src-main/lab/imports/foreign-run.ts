/** A run as another program logged it, before it is given our names and units; every reader of a format gives these. */
import { AppError } from '#shared/errors.ts';
import type { ForeignFormat } from '#shared/contract/imports.ts';
import type { Said } from '#shared/messages/said.ts';

export type ForeignValue = string | number | boolean;

export interface ForeignCurve {
  metric: string;
  /** Whole numbers, ascending, each once. */
  steps: number[];
  /** Finite. */
  values: number[];
}

export interface ForeignRun {
  /** Names it within its source. */
  externalId: string;
  name: string;
  experiment: string | null;
  state: 'done' | 'failed' | 'stopped';
  /** Epoch milliseconds. */
  startedAt: number | null;
  endedAt: number | null;
  params: Record<string, ForeignValue>;
  tags: Record<string, string>;
  /** Markdown. */
  note: string;
  /** Last values by the source's own names. */
  metrics: Record<string, number>;
  curves: ForeignCurve[];
}

export interface ForeignStore {
  format: ForeignFormat;
  runs: ForeignRun[];
  /** What was left out and why, one sentence each. */
  warnings: Said[];
}

export interface LoggedPoint {
  step: number;
  value: number;
  /** Orders points of the same step. */
  time: number;
}

/**
 * A curve of points in any order: the latest value of a step counts, values that are no numbers are left out.
 * @returns the curve, its last value, and how many points were no numbers; null without a finite value
 */
export function curveOf(
  metric: string,
  points: readonly LoggedPoint[],
): { curve: ForeignCurve | null; last: number | null; notFinite: number } {
  const finite = points.filter(({ value }) => Number.isFinite(value));
  const notFinite = points.length - finite.length;
  const sorted = finite.slice().sort((a, b) => a.step - b.step || a.time - b.time);
  const latest = new Map(sorted.map(({ step, value }) => [step, value]));
  const last = sorted.at(-1)?.value ?? null;
  // One value alone is a result, not a course.
  if (latest.size < 2) return { curve: null, last, notFinite };
  return { curve: { metric, steps: [...latest.keys()], values: [...latest.values()] }, last, notFinite };
}

/** @param where where the step is said @throws AppError `bad-input` for a step that no number holds exactly */
export function requireSafeStep(
  step: number,
  where:
    | { file: string; run: string; metric: string; step: string }
    | { file: string; record: number; metric: string; step: string },
): void {
  if (Number.isSafeInteger(step)) return;
  throw AppError.of(
    'bad-input',
    'record' in where ? 'error.imports.stepOfRecord' : 'error.imports.stepOfRun',
    { ...where, most: Number.MAX_SAFE_INTEGER },
    where,
  );
}

/** Curves and last values of a run's points by metric. */
export function collectMetrics(
  points: ReadonlyMap<string, readonly LoggedPoint[]>,
): Pick<ForeignRun, 'metrics' | 'curves'> & { notFinite: number } {
  const metrics: Record<string, number> = {};
  const curves: ForeignCurve[] = [];
  let notFinite = 0;
  for (const [metric, ofMetric] of points) {
    const { curve, last, notFinite: bad } = curveOf(metric, ofMetric);
    notFinite += bad;
    if (last !== null) metrics[metric] = last;
    if (curve) curves.push(curve);
  }
  return { metrics, curves, notFinite };
}

/** "12", "1e-4" and "true" as what they say; anything else stays text. */
export function readValue(text: string): ForeignValue {
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  // Not "0x10", "" or "Infinity", which Number() would take.
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  return text;
}
