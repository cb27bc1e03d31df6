/** Runs in groups by any fields, with mean and deviation of their numbers: repeats as one row. */
import type { Run } from '../contract/runs.ts';
import { type ReadField, readerOf, type Recipes, type RunValue, textOfValue } from './fields.ts';
import { sortItems, type RunSort } from './sort.ts';

/** Of the runs that have the number. */
export interface GroupSummary {
  n: number;
  mean: number;
  /** Of a sample (n - 1); null for a single run. */
  sd: number | null;
  min: number;
  max: number;
}

/** "All except seed": runs of one recipe are each other's repeats. */
export const ALL_EXCEPT_SEED: readonly string[] = ['recipe'];

export class RunGroup {
  /** Equal for the same values, so that an open group stays open. */
  readonly id: string;
  /** By field of the grouping. */
  readonly values: Readonly<Record<string, RunValue>>;
  readonly runs: readonly Run[];
  private readonly recipes: Recipes;
  private readonly summaries = new Map<string, GroupSummary | null>();

  constructor(
    id: string,
    values: Readonly<Record<string, RunValue>>,
    runs: readonly Run[],
    recipes: Recipes,
  ) {
    this.id = id;
    this.values = values;
    this.runs = runs;
    this.recipes = recipes;
  }

  /** Of a field that is a number; null where no run has it. */
  summary(field: string): GroupSummary | null {
    let summary = this.summaries.get(field);
    if (summary === undefined) {
      summary = summarize(this.runs, readerOf(field), this.recipes);
      this.summaries.set(field, summary);
    }
    return summary;
  }

  /** The value that all its runs have; undefined where they differ. */
  common(field: string): RunValue | undefined {
    const read = readerOf(field);
    const value = read(this.runs[0]!, this.recipes);
    const text = textOfValue(value);
    return this.runs.every((run) => textOfValue(read(run, this.recipes)) === text) ? value : undefined;
  }
}

/**
 * @param sorts order of the groups, numbers by their means; default: as their first runs came
 * @returns runs within a group in the order given
 */
export function groupRuns(
  runs: readonly Run[],
  recipes: Recipes,
  fields: readonly string[],
  sorts: readonly RunSort[] = [],
): RunGroup[] {
  const readers = fields.map(readerOf);
  const members = new Map<string, Run[]>();
  for (const run of runs) {
    let id = '';
    for (const read of readers) {
      const value = read(run, recipes);
      // 1 and "1" are two values.
      id += `${typeof value}:${textOfValue(value)}\u0000`;
    }
    const list = members.get(id);
    if (list) list.push(run);
    else members.set(id, [run]);
  }
  const groups = [...members].map(([id, list]) => {
    const values = fields.map((field, i) => [field, readers[i]!(list[0]!, recipes)] as const);
    return new RunGroup(id, Object.fromEntries(values), list, recipes);
  });
  return sortItems(
    groups,
    sorts.map(({ field, descending }) => {
      const read = readerOf(field);
      const values = groups.map((group) => group.summary(field)?.mean ?? read(group.runs[0]!, recipes));
      return { values, descending };
    }),
  );
}

/** Of the runs that have the number; without lists in between, as groups are made anew with each order. */
function summarize(runs: readonly Run[], read: ReadField, recipes: Recipes): GroupSummary | null {
  let [n, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (const run of runs) {
    const value = read(run, recipes);
    if (!isNumber(value)) continue;
    n++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (n === 0) return null;
  const mean = sum / n;
  let squares = 0;
  for (const run of runs) {
    const value = read(run, recipes);
    if (isNumber(value)) squares += (value - mean) ** 2;
  }
  return { n, mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null, min, max };
}

const isNumber = (value: RunValue): value is number => typeof value === 'number' && !Number.isNaN(value);
