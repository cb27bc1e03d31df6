/** Which runs are repeats of which, and what tells a repeat from the others. */
import type { Run } from '#shared/contract/runs.ts';
import { usesChance } from '../graph/layout.ts';

/** Whether the seed says something of it: it draws by it, or measures what did; an imported one may have. */
export const hasSeed = ({ kind, importedFrom }: Pick<Run, 'kind' | 'importedFrom'>): boolean =>
  usesChance(kind) || kind === 'evaluate' || importedFrom !== null;

/**
 * Finished results among chosen runs as the groups of a comparison: the repeats of one configuration together.
 * @returns keys by group, in the order in which the groups first occur
 */
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
