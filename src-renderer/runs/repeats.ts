/** Chosen runs as the groups of a comparison: finished results, the repeats of one configuration together. */
import type { Run } from '#shared/contract/runs.ts';

/** @returns keys by group, in the order in which the groups first occur */
export function repeatsOf(chosen: readonly Run[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const run of chosen) {
    if (run.state !== 'done' || Object.keys(run.metrics).length === 0) continue;
    // One recipe under two method labels is one result; two recipes under one label are two.
    const group = groups.get(run.recipe) ?? [];
    group.push(run.key);
    groups.set(run.recipe, group);
  }
  return [...groups.values()];
}
