/**
 * Which rows of a CSV of courses are one run: those of one name, method, dataset, seed, split and the like. Where a step is
 * still there twice, the settings that tell the two apart count, too, so that no value stands under another run's name.
 */
import { SEED_FIELDS } from '../field-names.ts';

/** Cells by column, trimmed. */
export type CsvRow = Record<string, string>;

export interface CsvEntry {
  row: CsvRow;
  /** 1-based, in the file. */
  line: number;
}

export interface CsvGroup {
  /** Unique in the file. */
  externalId: string;
  name: string;
  entries: readonly CsvEntry[];
}

export interface CourseColumns {
  /** They say what a run is: rows that differ in one are of different runs. */
  identity: readonly string[];
  /** They may change in the course of a run, as a learning rate does, or set runs apart. */
  settings: readonly string[];
}

/**
 * @param nameOf what the row calls its run
 * @param placesOf a text for each point of the row: metric and step
 */
export function groupCourses(
  entries: readonly CsvEntry[],
  { identity, settings }: CourseColumns,
  nameOf: (entry: CsvEntry) => string,
  placesOf: (entry: CsvEntry) => readonly string[],
): CsvGroup[] {
  return [...groupBy(entries, nameOf)].flatMap(([name, named]) => {
    const known = identity.reduce((parts, column) => parts.flatMap((part) => splitAt(part, column)), [
      named,
    ] as (readonly CsvEntry[])[]);
    const parts = known.flatMap((part) => splitRepeats(part, settings, placesOf));
    const [only] = parts;
    if (parts.length === 1) return [{ externalId: name, name, entries: only! }];
    const telling = [...identity, ...settings]
      .filter((column) => distinct(named, column) > 1)
      // Where nothing else names the method, it is the name without the seed at its end.
      .sort((a, b) => Number(isSeed(a)) - Number(isSeed(b)));
    return parts.map((part): CsvGroup => {
      const columns = telling.filter((column) => distinct(part, column) === 1);
      const values = columns.map((column): [string, string] => [column, part[0]!.row[column]!]);
      return {
        externalId: `${name} ${JSON.stringify(Object.fromEntries(values))}`,
        name: [name, ...values.flatMap(([, value]) => value || [])].join(' '),
        entries: part,
      };
    });
  });
}

/** Parts without a point that is there twice, as far as settings tell them apart; those with few values first. */
function splitRepeats(
  entries: readonly CsvEntry[],
  settings: readonly string[],
  placesOf: (entry: CsvEntry) => readonly string[],
): (readonly CsvEntry[])[] {
  const repeated = repeats(entries, placesOf);
  if (repeated === 0) return [entries];
  const byValues = settings
    .map((column) => ({ column, values: distinct(entries, column) }))
    .filter(({ values }) => values > 1)
    .sort((a, b) => a.values - b.values);
  for (const { column } of byValues) {
    const parts = splitAt(entries, column);
    if (parts.reduce((sum, part) => sum + repeats(part, placesOf), 0) === repeated) continue;
    const others = settings.filter((setting) => setting !== column);
    return parts.flatMap((part) => splitRepeats(part, others, placesOf));
  }
  return [entries];
}

function repeats(entries: readonly CsvEntry[], placesOf: (entry: CsvEntry) => readonly string[]): number {
  const places = entries.flatMap(placesOf);
  return places.length - new Set(places).size;
}

const splitAt = (entries: readonly CsvEntry[], column: string): (readonly CsvEntry[])[] => [
  ...groupBy(entries, ({ row }) => row[column]!).values(),
];

const distinct = (entries: readonly CsvEntry[], column: string): number =>
  new Set(entries.map(({ row }) => row[column])).size;

const isSeed = (column: string): boolean =>
  (SEED_FIELDS as readonly string[]).includes(column.trim().toLowerCase());

function groupBy(
  entries: readonly CsvEntry[],
  by: (entry: CsvEntry) => string,
): ReadonlyMap<string, CsvEntry[]> {
  const groups = new Map<string, CsvEntry[]>();
  for (const entry of entries) {
    const value = by(entry);
    const group = groups.get(value);
    if (group) group.push(entry);
    else groups.set(value, [entry]);
  }
  return groups;
}
