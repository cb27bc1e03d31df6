/** How far a saved table is behind the lab: repeats that came, runs that went or changed since its snapshot. */
import type { StaleReason, TableDefinition } from '#shared/contract/paper-tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import { sourcesOf } from './resolve.ts';
import { type RunSource, type Snapshot, sourceId, type TableRun } from './table-run.ts';

type Note = (reason: StaleReason['reason'], run: string) => void;

export function staleReasons(
  definition: TableDefinition,
  snapshot: Snapshot,
  source: RunSource,
): StaleReason[] {
  const found = new Map<StaleReason['reason'], { rows: Map<string, string>; runs: Set<string> }>();
  const sources = sourcesOf(definition);
  const now = source.find(sources);
  const metrics = definition.columns.map(({ metric }) => metric);
  sources.forEach((one, at) => {
    const before = snapshot.sources[sourceId(one)];
    if (!before) return;
    const rows = definition.rows.filter((row) => row.sources.some((own) => sourceId(own) === sourceId(one)));
    const note: Note = (reason, run) => {
      const entry = found.get(reason) ?? { rows: new Map<string, string>(), runs: new Set<string>() };
      for (const { id, label } of rows) entry.rows.set(id, label);
      entry.runs.add(run);
      found.set(reason, entry);
    };
    const present = new Set((now.repeats[at] ?? []).map(({ run }) => run));
    const known = new Set(before.map(({ run }) => run));
    for (const run of present) {
      if (!known.has(run)) note('newer', run);
      else if (!sameNumbers(snapshot.runs[run], now.runs[run], metrics)) note('changed', run);
    }
    for (const run of known) {
      if (present.has(run)) continue;
      const fate = source.fate(run);
      note(fate === 'there' ? 'left' : fate, run);
    }
  });
  const reasons = [...found].map(([reason, { rows, runs }]) => ({
    reason,
    where: [...rows.values()].join(', '),
    rows: [...rows.keys()],
    runs: [...runs],
  }));
  const redefined = Object.entries(snapshot.metrics).filter(
    ([name, version]) => metrics.includes(name) && metricFacts(name).version !== version,
  );
  if (redefined.length > 0)
    reasons.push({
      reason: 'metric',
      where: redefined.map(([name]) => metricFacts(name).label).join(', '),
      rows: [],
      runs: [],
    });
  return reasons;
}

/** In what the table shows: a run that was computed again took another time, but that is another matter. */
const sameNumbers = (
  before: TableRun | undefined,
  now: TableRun | undefined,
  metrics: readonly string[],
): boolean => metrics.every((name) => before?.metrics[name] === now?.metrics[name]);
