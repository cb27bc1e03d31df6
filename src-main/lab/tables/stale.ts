/** How far a saved table is behind the lab: repeats that came, runs that went or changed since its snapshot. */
import type { StaleReason, TableDefinition } from '#shared/contract/paper-tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import { type FoundRuns, type RunSource, type Snapshot, sourceId, type TableRun } from './table-run.ts';

export function staleReasons(
  definition: TableDefinition,
  snapshot: Snapshot,
  source: RunSource,
): StaleReason[] {
  const found = new Map<string, { rows: Map<string, string>; runs: Set<string> }>();
  const note = (reason: StaleReason['reason'], row: { id: string; label: string }, run: string): void => {
    const entry = found.get(reason) ?? { rows: new Map<string, string>(), runs: new Set<string>() };
    entry.rows.set(row.id, row.label);
    entry.runs.add(run);
    found.set(reason, entry);
  };
  for (const row of definition.rows)
    for (const wanted of row.sources) {
      const before = snapshot.sources[sourceId(wanted)];
      if (before)
        compare(
          before.map(({ run }) => run),
          source.find(wanted),
          snapshot,
          source,
          (reason, run) => note(reason, row, run),
        );
    }
  const reasons = [...found].map(([reason, { rows, runs }]) => ({
    reason: reason as StaleReason['reason'],
    where: [...rows.values()].join(', '),
    rows: [...rows.keys()],
    runs: [...runs],
  }));
  const metrics = Object.entries(snapshot.metrics).filter(
    ([name, version]) => metricFacts(name).version !== version,
  );
  if (metrics.length > 0)
    reasons.push({
      reason: 'metric',
      where: metrics.map(([name]) => metricFacts(name).label).join(', '),
      rows: [],
      runs: [],
    });
  return reasons;
}

function compare(
  before: readonly string[],
  now: FoundRuns,
  snapshot: Snapshot,
  source: RunSource,
  note: (reason: StaleReason['reason'], run: string) => void,
): void {
  for (const { run } of now.repeats) {
    const known = snapshot.runs[run];
    if (!before.includes(run)) note('newer', run);
    else if (known && !sameNumbers(known, now.runs[run])) note('changed', run);
  }
  const present = new Set(now.repeats.map(({ run }) => run));
  for (const run of before) {
    if (present.has(run)) continue;
    const fate = source.fate(run);
    note(fate === 'there' ? 'left' : fate, run);
  }
}

function sameNumbers(before: TableRun, now: TableRun | undefined): boolean {
  const names = Object.keys(before.metrics);
  return now !== undefined && names.every((name) => before.metrics[name] === now.metrics[name]);
}
