/**
 * Which repeats stand in each cell of a table: the runs of a row that a column is about, from the snapshot where the
 * table has one, else as they are now.
 */
import type { TableColumn, TableDefinition, TableRow, TableSource } from '#shared/contract/paper-tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import {
  MEASURED_KINDS,
  type Repeat,
  type RunSource,
  type Snapshot,
  sourceId,
  type TableRun,
} from './table-run.ts';

/** Of sources that the definition names no more, so many stay: a row that comes back is the row that went. */
const MOST_UNUSED = 100;

/**
 * The snapshot of what `definition` needs: of sources that `kept` knows, as they were; of others, as they are. What was
 * needed last stays as well, until the snapshot is renewed, so that taking a row out and back in changes no number.
 */
export function takeSnapshot(
  definition: TableDefinition,
  source: RunSource,
  kept: Snapshot | null,
  now: number,
): Snapshot {
  const wanted = sourcesOf(definition);
  const isKept = (one: TableSource): boolean => kept?.sources[sourceId(one)] !== undefined;
  const fresh = wanted.filter((one) => !isKept(one));
  const found = fresh.length === 0 ? { repeats: [], runs: {} } : source.find(fresh);
  const taken: Snapshot = { takenAt: kept?.takenAt ?? now, sources: {}, runs: {}, metrics: {} };
  // One table, one state of a run: what the snapshot has stays.
  const put = (id: string, repeats: Repeat[]): void => {
    taken.sources[id] = repeats;
    for (const { run } of repeats) taken.runs[run] = kept?.runs[run] ?? found.runs[run]!;
  };
  for (const one of wanted) if (isKept(one)) put(sourceId(one), kept!.sources[sourceId(one)]!);
  fresh.forEach((one, at) => put(sourceId(one), withGone(one, found.repeats[at] ?? [], kept)));
  // The latest to go come first: they stood among the wanted ones.
  const unused = Object.keys(kept?.sources ?? {}).filter((id) => taken.sources[id] === undefined);
  for (const id of unused.slice(0, MOST_UNUSED)) put(id, kept!.sources[id]!);
  for (const { metric } of definition.columns)
    taken.metrics[metric] = kept?.metrics[metric] ?? metricFacts(metric).version;
  for (const metric of Object.keys(kept?.metrics ?? {})) taken.metrics[metric] ??= kept!.metrics[metric]!;
  return taken;
}

/** Runs of a list that the lab has no more, as the snapshot knows them: another choice of runs must not drop them unseen. */
function withGone(one: TableSource, found: Repeat[], kept: Snapshot | null): Repeat[] {
  if (!('runs' in one) || kept === null || found.length === one.runs.length) return found;
  const known = new Map(Object.values(kept.sources).flatMap((list) => list.map((each) => [each.run, each])));
  const here = new Map(found.map((each) => [each.run, each]));
  return one.runs.flatMap((run) => here.get(run) ?? known.get(run) ?? []);
}

/**
 * The snapshot of the runs as they are now. A source that names nothing any more (its experiment was removed, its row
 * renamed) keeps those of its runs that are still there.
 */
export function renewSnapshot(
  definition: TableDefinition,
  source: RunSource,
  before: Snapshot,
  now: number,
): Snapshot {
  const taken = takeSnapshot(definition, source, null, now);
  for (const one of sourcesOf(definition)) {
    const id = sourceId(one);
    const known = before.sources[id] ?? [];
    if ((taken.sources[id] ?? []).length > 0 || known.length === 0) continue;
    const { runs } = source.find([{ runs: known.map(({ run }) => run) }]);
    taken.sources[id] = known.filter(({ run }) => runs[run]);
    Object.assign(taken.runs, runs);
  }
  return taken;
}

/** Each once. */
export function sourcesOf({ rows }: Pick<TableDefinition, 'rows'>): TableSource[] {
  const all = rows.flatMap((row) => row.sources);
  return [...new Map(all.map((one) => [sourceId(one), one])).values()];
}

export interface CellValue {
  run: TableRun;
  seed: number;
  value: number;
  leftOut: string | null;
}

/** Repeats of a row that a column is about, in order of the seeds. */
export function cellValues(
  row: TableRow,
  column: TableColumn,
  snapshot: Snapshot,
  leftOut: ReadonlyMap<string, string>,
): CellValue[] {
  const seen = new Set<string>();
  const all = row.sources
    .flatMap((source) => snapshot.sources[sourceId(source)] ?? [])
    .flatMap(({ run: key, seed }) => {
      const run = snapshot.runs[key];
      const value = run?.metrics[column.metric];
      // Several sources of a row may give the same repeat.
      if (!run || value === undefined || !isAbout(column, run) || seen.has(`${key}/${seed}`)) return [];
      seen.add(`${key}/${seed}`);
      return [{ run, seed, value, leftOut: leftOut.get(key) ?? null }];
    })
    .sort((a, b) => a.seed - b.seed);
  // The size of a model is told by its evaluation and by its timing: one of them is enough.
  const kind = [...MEASURED_KINDS, ...all.map(({ run }) => run.kind)].find((one) =>
    all.some(({ run }) => run.kind === one),
  );
  return all.filter(({ run }) => run.kind === kind || run.kind === 'imported');
}

const isAbout = (column: TableColumn, run: TableRun): boolean =>
  (column.dataset === undefined || run.dataset === column.dataset) &&
  (column.experiment === undefined || run.experiments.includes(column.experiment));
