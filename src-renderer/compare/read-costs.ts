/** Size and speed of each group beside its metrics, as the lab's tables know them: of the models, and of their timing. */
import type { TableDefinition } from '#shared/contract/paper-tables.ts';
import { tableDefinitionSchema } from '#shared/contract/paper-tables.ts';
import { lab } from '../api.ts';

export const COSTS = [
  'parameters',
  'newsPerSecond',
  'rankingMs',
  'peakMemoryBytes',
  'trainingSeconds',
] as const;
export type Cost = (typeof COSTS)[number];

/** Mean of each cost by label; what is not known is left out. */
export type Costs = ReadonlyMap<string, Readonly<Partial<Record<Cost, number>>>>;

/** @param groups label and keys, those of timings too where they are known @throws AppError as the lab says it */
export async function readCosts(
  groups: readonly { label: string; runs: readonly string[] }[],
): Promise<Costs> {
  const definition: TableDefinition = tableDefinitionSchema.parse({
    rows: groups.map(({ label, runs }, at) => ({
      id: `row-${at}`,
      kind: 'runs',
      label,
      sources: [{ runs: [...runs] }],
    })),
    columns: COSTS.map((metric) => ({ id: metric, metric })),
    ownNotes: false,
  });
  const { lines } = await lab.paperTables.render({ name: 'costs', definition });
  const costs = new Map<string, Partial<Record<Cost, number>>>();
  for (const line of lines) {
    if (line.kind !== 'runs') continue;
    const found: Partial<Record<Cost, number>> = {};
    line.cells.forEach((cell, at) => {
      const name = COSTS[at];
      if (name && cell && Number.isFinite(cell.mean)) found[name] = cell.mean;
    });
    costs.set(line.label, found);
  }
  return costs;
}
