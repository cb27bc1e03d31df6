/** Order by several fields: stable, runs without a value last in both directions, text in natural order (`v9`, `v10`). */
import type { Run } from '../contract/runs.ts';
import { isEmptyValue, readerOf, type Recipes, type RunValue, textOfValue } from './fields.ts';

export interface RunSort {
  field: string;
  descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A new array in the order of `sorts`, the first counting most. */
export function sortRuns(runs: readonly Run[], recipes: Recipes, sorts: readonly RunSort[]): Run[] {
  return sortItems(
    runs,
    sorts.map(({ field, descending }) => {
      const read = readerOf(field);
      return { values: runs.map((run) => read(run, recipes)), descending };
    }),
  );
}

/** Items by columns of their values: each value becomes one number first, so that comparing is cheap. */
export function sortItems<T>(
  items: readonly T[],
  columns: readonly { values: readonly RunValue[]; descending: boolean }[],
): T[] {
  if (columns.length === 0) return [...items];
  const ranks = columns.map(({ values, descending }) => ranksOf(values, descending));
  const [first, ...others] = ranks as [Float64Array, ...Float64Array[]];
  const order = Uint32Array.from(items, (_, i) => i);
  order.sort((a, b) => {
    if (first[a] !== first[b]) return first[a]! < first[b]! ? -1 : 1;
    for (const rank of others) if (rank[a] !== rank[b]) return rank[a]! < rank[b]! ? -1 : 1;
    return a - b;
  });
  return Array.from(order, (i) => items[i]!);
}

/** Smaller goes first. */
function ranksOf(values: readonly RunValue[], descending: boolean): Float64Array {
  const sign = descending ? -1 : 1;
  const places = textPlaces(values);
  return Float64Array.from(values, (value) => {
    if (isEmptyValue(value)) return Infinity;
    if (typeof value === 'number') return Number.isNaN(value) ? Infinity : sign * value;
    if (typeof value === 'boolean') return sign * Number(value);
    return sign * places.get(textOfValue(value))!;
  });
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
