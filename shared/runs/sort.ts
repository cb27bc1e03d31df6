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
  private readonly ranks = new Map<string, Float64Array>();
  private readonly runs: readonly Run[];
  private readonly recipes: Recipes;

  constructor(runs: readonly Run[], recipes: Recipes) {
    this.runs = runs;
    this.recipes = recipes;
  }

  by(sorts: readonly RunSort[]): Run[] {
    const ranks = sorts.map(({ field, descending }) => directed(this.ranksOf(field), descending));
    return inOrder(this.runs, ranks);
  }

  private ranksOf(field: string): Float64Array {
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
    columns.map(({ values, descending }) => directed(ranksOf(values), descending)),
  );
}

function inOrder<T>(items: readonly T[], ranks: readonly Float64Array[]): T[] {
  if (ranks.length === 0) return [...items];
  const [first, ...others] = ranks as [Float64Array, ...Float64Array[]];
  const order = Uint32Array.from(items, (_, i) => i);
  order.sort((a, b) => {
    if (first[a] !== first[b]) return first[a]! < first[b]! ? -1 : 1;
    for (const rank of others) if (rank[a] !== rank[b]) return rank[a]! < rank[b]! ? -1 : 1;
    return a - b;
  });
  return Array.from(order, (i) => items[i]!);
}

/** What has no value stays last in either direction. */
const directed = (ranks: Float64Array, descending: boolean): Float64Array =>
  descending ? ranks.map((rank) => (Number.isNaN(rank) ? Infinity : -rank)) : ranks.map(lastIfNone);
const lastIfNone = (rank: number): number => (Number.isNaN(rank) ? Infinity : rank);

/** One number for each value, smaller going first; NaN for none. */
function ranksOf(values: readonly RunValue[]): Float64Array {
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
