/** What a table can be made of: measured runs by recipe, and the metrics that its columns can be about. */
import type { RenderedTable, TableDefinition } from '#shared/contract/paper-tables.ts';
import type { Run } from '#shared/contract/runs.ts';
import { KNOWN_METRICS } from '#shared/metrics.ts';

/** Kinds of run whose numbers a table is about. */
const MEASURED = new Set(['evaluate', 'efficiency', 'imported']);

/** Finished measured runs, those that differ in nothing but their seeds together. */
export function measuredGroups(runs: readonly Run[]): Map<string, Run[]> {
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    if (!MEASURED.has(run.kind) || run.state !== 'done' || run.trashedAt !== null) continue;
    const group = found.get(run.recipe);
    if (group) group.push(run);
    else found.set(run.recipe, [run]);
  }
  return found;
}

/** Ours, what the imported runs of the table bring, and what its columns have. */
export function metricsFor(
  { columns }: TableDefinition,
  table: RenderedTable | undefined,
  runByKey: ReadonlyMap<string, Run>,
): string[] {
  const found = new Set(KNOWN_METRICS);
  for (const key of Object.keys(table?.runs ?? {})) {
    const run = runByKey.get(key);
    if (run?.importedFrom != null) for (const metric of Object.keys(run.metrics)) found.add(metric);
  }
  for (const { metric } of columns) found.add(metric);
  return [...found];
}
