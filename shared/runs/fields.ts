/**
 * The fields of runs by one vocabulary of names, for the filter, columns, order and groups: those of every run, its
 * metrics by their own names, and the settings of its recipe by dotted paths.
 */
import type { FieldValue, Recipe, Run } from '../contract/runs.ts';

export type Recipes = Readonly<Record<string, Recipe>>;
/** Times are epoch milliseconds, durations seconds, sizes bytes; null: the run has none. */
export type RunValue = string | number | boolean | null | readonly string[];
export type FieldType = 'text' | 'number' | 'boolean' | 'time' | 'list';

export interface RunField {
  id: string;
  type: FieldType;
  source: 'run' | 'metric' | 'recipe';
}

/** Reads one field of any run. */
export type ReadField = (run: Run, recipes: Recipes) => RunValue;

const OWN: Readonly<Record<string, { type: FieldType; read: (run: Run) => RunValue }>> = {
  title: { type: 'text', read: (run) => run.title },
  method: { type: 'list', read: (run) => run.methods },
  experiment: { type: 'list', read: (run) => run.experiments },
  kind: { type: 'text', read: (run) => run.kind },
  layers: { type: 'number', read: (run) => run.layers },
  dataset: { type: 'text', read: (run) => run.dataset },
  plm: { type: 'text', read: (run) => run.plm },
  preset: { type: 'text', read: (run) => run.preset },
  seed: { type: 'number', read: (run) => run.seed },
  state: { type: 'text', read: (run) => run.state },
  started: { type: 'time', read: (run) => run.startedAt },
  ended: { type: 'time', read: (run) => run.endedAt },
  duration: { type: 'number', read: durationOf },
  backend: { type: 'text', read: backendOf },
  size: { type: 'number', read: (run) => run.bytes },
  tags: { type: 'list', read: (run) => run.tags },
  note: { type: 'text', read: (run) => run.note },
  starred: { type: 'boolean', read: (run) => run.starred },
  archived: { type: 'boolean', read: (run) => run.archived },
  error: { type: 'text', read: (run) => run.error },
  importedFrom: { type: 'text', read: (run) => run.importedFrom },
  recipe: { type: 'text', read: (run) => run.recipe },
  key: { type: 'text', read: (run) => run.key },
};

/** Fields that every run has, whatever its kind. */
export const OWN_FIELDS: readonly RunField[] = Object.entries(OWN).map(([id, { type }]) => ({
  id,
  type,
  source: 'run',
}));

/** Seconds; of a running run, none yet. */
function durationOf({ startedAt, endedAt, state }: Run): number | null {
  return startedAt === null || endedAt === null || state === 'running' ? null : (endedAt - startedAt) / 1000;
}

function backendOf({ device }: Run): string | null {
  return device === null || device.backend === 'none' ? null : device.backend;
}

/** Every field that one of the runs has: the common ones, then metrics, then settings, each by name. */
export function fieldsOf(runs: readonly Run[], recipes: Recipes): RunField[] {
  const metrics = new Set<string>();
  const used = new Set<string>();
  for (const run of runs) {
    for (const name in run.metrics) metrics.add(name);
    used.add(run.recipe);
  }
  const settings = new Map<string, FieldType>();
  for (const id of used) {
    const recipe = recipes[id];
    for (const name in recipe) settings.set(name, widerType(settings.get(name), recipe[name]!));
  }
  const named = (source: 'metric' | 'recipe', of: Iterable<readonly [string, FieldType]>): RunField[] =>
    [...of]
      .filter(([id]) => !Object.hasOwn(OWN, id) && !(source === 'recipe' && metrics.has(id)))
      .map(([id, type]): RunField => ({ id, type, source }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [
    ...OWN_FIELDS,
    ...named(
      'metric',
      [...metrics].map((id) => [id, 'number'] as const),
    ),
    ...named('recipe', settings),
  ];
}

/** Settings that are numbers for some runs and joined texts for others (`0.1, 0.2`) count as numbers. */
function widerType(before: FieldType | undefined, value: FieldValue): FieldType {
  if (before === 'number' || typeof value === 'number') return 'number';
  if (value === null) return before ?? 'text';
  const type = typeof value === 'boolean' ? 'boolean' : 'text';
  return before === undefined || before === type ? type : 'text';
}

/** The reader of a field; one that a run lacks is null. */
export function readerOf(id: string): ReadField {
  const own = Object.hasOwn(OWN, id) ? OWN[id] : undefined;
  if (own) return own.read;
  return ({ metrics, recipe }, recipes) => {
    const metric = Object.hasOwn(metrics, id) ? metrics[id] : undefined;
    if (metric !== undefined) return metric;
    const settings = recipes[recipe];
    return (settings && Object.hasOwn(settings, id) ? settings[id] : undefined) ?? null;
  };
}

export const valueOf = (run: Run, recipes: Recipes, id: string): RunValue => readerOf(id)(run, recipes);

export const isEmptyValue = (value: RunValue): boolean =>
  value === null || value === '' || (typeof value === 'object' && value.length === 0);

/** One text for a value, as filters search and groups compare it. */
export const textOfValue = (value: RunValue): string =>
  value === null ? '' : typeof value === 'object' ? value.join(', ') : String(value);
