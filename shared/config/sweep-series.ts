/** The values of one swept field: those of a list or a range for a grid, and how one is drawn. */
import type { z } from 'zod';
import { issueSaid } from '../messages/issue-said.ts';
import { type Said, say } from '../messages/said.ts';
import type { Rng } from '../random.ts';
import type { Sweep, SweepField, SweepRange, SweepValue } from './sweep-fields.ts';

/** Enough for any hyper-parameter, and short to read. */
const DIGITS = 3;

export type SweepSeries =
  | { draw: (rng: Rng) => SweepValue; /** Null: only drawn. */ values: readonly SweepValue[] | null }
  | { problem: Said; path: (string | number)[] };

export function sweepSeries(
  field: SweepField,
  given: readonly SweepValue[] | SweepRange,
  method: Sweep['method'],
): SweepSeries {
  if (isRange(given)) return rangeSeries(field, given, method);
  for (const [i, value] of given.entries()) {
    const parsed = field.accepts(value);
    if (!parsed.success)
      return {
        problem: badValue(JSON.stringify(value), field, parsed.error),
        path: [i],
      };
  }
  const values = [...new Set(given)];
  return { draw: (rng) => values[rng.int(values.length)]!, values };
}

function badValue(value: string, field: SweepField, { issues: [issue] }: z.ZodError): Said {
  return say('error.sweep.badValue', { value, field: field.name, reason: issue ? issueSaid(issue) : '' });
}

const isRange = (given: readonly SweepValue[] | SweepRange): given is SweepRange => !Array.isArray(given);

function rangeSeries(field: SweepField, range: SweepRange, method: Sweep['method']): SweepSeries {
  const { min, max, scale, count } = range;
  if (field.type !== 'integer' && field.type !== 'number')
    return { problem: say('error.sweep.noNumber', { field: field.name }), path: [] };
  if (method === 'grid' && count === undefined)
    return { problem: say('error.sweep.needsCount'), path: ['count'] };
  for (const [end, value] of [
    ['min', min],
    ['max', max],
  ] as const) {
    const parsed = field.accepts(value);
    if (!parsed.success)
      return {
        problem: badValue(String(value), field, parsed.error),
        path: [end],
      };
  }
  const between = (share: number): number => {
    if (share <= 0) return min;
    if (share >= 1) return max;
    const value = scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
    const rounded = field.type === 'integer' ? Math.round(value) : Number(value.toPrecision(DIGITS));
    return Math.min(max, Math.max(min, rounded));
  };
  return {
    draw: (rng) => between(rng.float()),
    values:
      count === undefined
        ? null
        : [...new Set(Array.from({ length: count }, (_, i) => between(i / (count - 1))))],
  };
}
