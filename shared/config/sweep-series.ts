/** The values of one swept field: those of a list or a range for a grid, and how one is drawn. */
import type { Rng } from '../random.ts';
import type { Sweep, SweepField, SweepRange, SweepValue } from './sweep-fields.ts';

/** Enough for any hyper-parameter, and short to read. */
const DIGITS = 3;

export type SweepSeries =
  | { draw: (rng: Rng) => SweepValue; /** Null: only drawn. */ values: readonly SweepValue[] | null }
  | { problem: string; path: (string | number)[] };

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
        problem: `${JSON.stringify(value)} is no value of "${field.name}": ${parsed.error.issues[0]?.message ?? ''}`,
        path: [i],
      };
  }
  const values = [...new Set(given)];
  return { draw: (rng) => values[rng.int(values.length)]!, values };
}

const isRange = (given: readonly SweepValue[] | SweepRange): given is SweepRange => !Array.isArray(given);

function rangeSeries(field: SweepField, range: SweepRange, method: Sweep['method']): SweepSeries {
  const { min, max, scale, count } = range;
  if (field.type !== 'integer' && field.type !== 'number')
    return { problem: `"${field.name}" is no number; give a list of its values.`, path: [] };
  if (method === 'grid' && count === undefined)
    return { problem: 'A range in a grid needs a count: how many values from min to max.', path: ['count'] };
  for (const [end, value] of [
    ['min', min],
    ['max', max],
  ] as const) {
    const parsed = field.accepts(value);
    if (!parsed.success)
      return {
        problem: `${value} is no value of "${field.name}": ${parsed.error.issues[0]?.message ?? ''}`,
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
