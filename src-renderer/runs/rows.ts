/** The lines of the runs table: runs, groups of them, and the repeats under an open group. */
import type { Run } from '#shared/contract/runs.ts';
import type { RunGroup } from '#shared/runs/group.ts';

export interface RunRow {
  id: string;
  run: Run;
  /** A repeat under its group's row. */
  inGroup: boolean;
}
export interface GroupRow {
  id: string;
  group: RunGroup;
  open: boolean;
}
export type Row = RunRow | GroupRow;

export const keysOf = (row: Row): string[] =>
  'run' in row ? [row.run.key] : row.group.runs.map(({ key }) => key);

/** A run's line is made once, so that a line that stays is known as the same one. */
const lines = new WeakMap<Run, RunRow>();

function lineOf(run: Run): RunRow {
  let line = lines.get(run);
  if (!line) lines.set(run, (line = { id: run.key, run, inGroup: false }));
  return line;
}

/** With `id` in it where it was not, and without where it was. */
export function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const others = [...ids].filter((other) => other !== id);
  return new Set(others.length < ids.size ? others : [...others, id]);
}

export const idsOf = (groups: readonly RunGroup[]): ReadonlySet<string> =>
  new Set(groups.map(({ id }) => id));

/** @param groups undefined: not grouped @param opened ids of the groups whose repeats are shown */
export function rowsOf(
  runs: readonly Run[],
  groups: readonly RunGroup[] | undefined,
  opened: ReadonlySet<string>,
): Row[] {
  if (!groups) return runs.map(lineOf);
  const rows: Row[] = [];
  for (const group of groups) {
    const open = opened.has(group.id);
    rows.push({ id: group.id, group, open });
    if (open) for (const run of group.runs) rows.push({ id: run.key, run, inGroup: true });
  }
  return rows;
}
