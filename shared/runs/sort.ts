/** Order by several fields: stable, runs without a value last in both directions, text in natural order (`v9`, `v10`). */
import type { Run } from '../contract/runs.ts';
import { isEmptyValue, readerOf, type Recipes, type RunValue, textOfValue } from './fields.ts';

export interface RunSort {
  field: string;
  descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A new array in the order of `sorts`, the first counting most. */
export const sortRuns = (runs: readonly Run[], recipes: Recipes, sorts: readonly RunSort[]): Run[] =>
  new RunOrder(runs, recipes).by(sorts);

/** Orders one list again and again: what a field says of each run is worked out once. */
export class RunOrder {
  private readonly ranks = new Map<string, Ranks>();
  private readonly runs: readonly Run[];
  private readonly recipes: Recipes;

  constructor(runs: readonly Run[], recipes: Recipes) {
    this.runs = runs;
    this.recipes = recipes;
  }

  by(sorts: readonly RunSort[]): Run[] {
    return inOrder(
      this.runs,
      sorts.map(({ field, descending }) => ({ ranks: this.ranksOf(field), descending })),
    );
  }

  private ranksOf(field: string): Ranks {
    let ranks = this.ranks.get(field);
    if (!ranks) {
      const read = readerOf(field);
      ranks = ranksOf(this.runs.map((run) => read(run, this.recipes)));
      this.ranks.set(field, ranks);
    }
    return ranks;
  }
}

/** Items by columns of their values: each value becomes one number first, so that comparing is cheap. */
export function sortItems<T>(
  items: readonly T[],
  columns: readonly { values: readonly RunValue[]; descending: boolean }[],
): T[] {
  return inOrder(
    items,
    columns.map(({ values, descending }) => ({ ranks: ranksOf(values), descending })),
  );
}

/** Ranks of a list's values without gaps, the smallest 0; `none` is that of no value. */
interface Ranks {
  of: Uint32Array;
  none: number;
}

function inOrder<T>(items: readonly T[], columns: readonly { ranks: Ranks; descending: boolean }[]): T[] {
  const places = columns.map(({ ranks, descending }) => (descending ? reversed(ranks) : ranks));
  const n = items.length;
  const span = places.reduce((product, { none }) => product * (none + 1), n);
  // Ranks and place in one number: numbers alone are sorted many times faster than by a function.
  if (span <= Number.MAX_SAFE_INTEGER) {
    const sorted = new Float64Array(n);
    for (const { of, none } of places)
      for (let at = 0; at < n; at++) sorted[at] = sorted[at]! * (none + 1) + of[at]!;
    for (let at = 0; at < n; at++) sorted[at] = sorted[at]! * n + at;
    sorted.sort();
    return Array.from(sorted, (number) => items[number % n]!);
  }
  const order = Uint32Array.from(items, (_, at) => at);
  order.sort((a, b) => {
    for (const { of } of places) if (of[a] !== of[b]) return of[a]! - of[b]!;
    return a - b;
  });
  return Array.from(order, (at) => items[at]!);
}

/** What has no value stays last in either direction. */
const reversed = ({ of, none }: Ranks): Ranks => ({
  of: of.map((rank) => (rank === none ? none : none - 1 - rank)),
  none,
});

function ranksOf(values: readonly RunValue[]): Ranks {
  const numbers = numbersOf(values);
  const places = new Map<number, number>();
  for (const number of numbers.slice().sort())
    if (!Number.isNaN(number) && !places.has(number)) places.set(number, places.size);
  const none = places.size;
  return { of: Uint32Array.from(numbers, (number) => places.get(number) ?? none), none };
}

/** One number for each value, smaller going first; NaN for none. */
function numbersOf(values: readonly RunValue[]): Float64Array {
  const places = textPlaces(values);
  const ranks = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (isEmptyValue(value)) ranks[at] = Number.NaN;
    else if (typeof value === 'number') ranks[at] = value;
    else if (typeof value === 'boolean') ranks[at] = Number(value);
    else ranks[at] = places.get(textOfValue(value))!;
  }
  return ranks;
}

/** The places of the distinct texts; after all numbers, where a field has both. */
function textPlaces(values: readonly RunValue[]): ReadonlyMap<string, number> {
  const texts = new Set<string>();
  for (const value of values)
    if (typeof value === 'string' || (value !== null && typeof value === 'object'))
      texts.add(textOfValue(value));
  const places = new Map<string, number>();
  const ordered = [...texts].sort(collator.compare);
  let place = 2 ** 60;
  let before: string | undefined;
  for (const text of ordered) {
    // Texts that differ in case alone share a place.
    if (before === undefined || collator.compare(before, text) !== 0) place += 1024;
    places.set(text, place);
    before = text;
  }
  return places;
}
