/**
 * Which repeats stand in each cell of a table: the runs of a row that a column is about, from the snapshot where the
 * table has one, else as they are now.
 */
import type { TableColumn, TableDefinition, TableRow } from '#shared/contract/paper-tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import { MEASURED_KINDS, type RunSource, type Snapshot, sourceId, type TableRun } from './table-run.ts';

/** The snapshot of what `definition` needs: of sources that `kept` knows, as they were; of others, as they are. */
export function takeSnapshot(
  definition: TableDefinition,
  source: RunSource,
  kept: Snapshot | null,
  now: number,
): Snapshot {
  const taken: Snapshot = { takenAt: kept?.takenAt ?? now, sources: {}, runs: {}, metrics: {} };
  for (const wanted of definition.rows.flatMap((row) => row.sources)) {
    const id = sourceId(wanted);
    const known = kept?.sources[id];
    if (kept && known) {
      taken.sources[id] = known;
      for (const { run } of known) taken.runs[run] = kept.runs[run]!;
    } else {
      const found = source.find(wanted);
      taken.sources[id] = found.repeats;
      // One table, one state of a run: what the snapshot has stays.
      for (const [key, run] of Object.entries(found.runs)) taken.runs[key] ??= kept?.runs[key] ?? run;
    }
  }
  for (const { metric } of definition.columns)
    taken.metrics[metric] = kept?.metrics[metric] ?? metricFacts(metric).version;
  return taken;
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
