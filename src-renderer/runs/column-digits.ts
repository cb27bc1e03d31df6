/** Digits after the point that all numbers of a column share, so that points stand under each other. */
import type { Run } from '#shared/contract/runs.ts';
import { readerOf, type Recipes } from '#shared/runs/fields.ts';
import { compact } from '../words.ts';

const MOST_DIGITS = 6;
/** Significant digits of the largest number. */
const SIGNIFICANT = 4;

export type ColumnDigits =
  /** Every number with so many. */
  | { form: 'fixed'; digits: number }
  /** Numbers too far apart for that: each in its own form, filled up behind to so many. */
  | { form: 'own'; digits: number };

const kept = new WeakMap<readonly Run[], Map<string, ColumnDigits>>();

/** Worked out once for a list; a changed list is another one. */
export function columnDigits(field: string, runs: readonly Run[], recipes: Recipes): ColumnDigits {
  const ofList = kept.get(runs) ?? new Map<string, ColumnDigits>();
  kept.set(runs, ofList);
  let digits = ofList.get(field);
  if (!digits) ofList.set(field, (digits = digitsOf(numbersOf(field, runs, recipes))));
  return digits;
}

function numbersOf(field: string, runs: readonly Run[], recipes: Recipes): number[] {
  const read = readerOf(field);
  const numbers: number[] = [];
  for (const run of runs) {
    const value = read(run, recipes);
    if (typeof value === 'number' && Number.isFinite(value) && value !== 0) numbers.push(Math.abs(value));
  }
  return numbers;
}

/** @param numbers positive */
export function digitsOf(numbers: readonly number[]): ColumnDigits {
  if (numbers.every(Number.isInteger)) return { form: 'fixed', digits: 0 };
  let [least, most] = [Infinity, 0];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  const digits = Math.max(0, SIGNIFICANT - 1 - Math.floor(Math.log10(most)));
  // The smallest must keep two digits that say something.
  if (digits <= MOST_DIGITS && least >= 10 ** (1 - digits)) return { form: 'fixed', digits };
  const own = [...new Set(numbers)].map((number) => decimalsOf(compact(number)));
  return { form: 'own', digits: own.reduce((a, b) => Math.max(a, b), 0) };
}

/** None of `1.0e-5`, which stands as it is. */
export function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 || text.includes('e') ? 0 : text.length - point - 1;
}
