/** What a run can be held against: the other configurations of its kind, the repeats of each together. */
import type { Run } from '#shared/contract/runs.ts';

export interface ComparableGroup {
  recipe: string;
  /** Method and experiment, as people tell groups apart. */
  name: string;
  where: string;
  keys: readonly string[];
  /** Same data as the run: differences mean something. */
  sameData: boolean;
}

const isFinished = ({ state, trashedAt, metrics }: Run): boolean =>
  state === 'done' && trashedAt === null && Object.keys(metrics).length > 0;

/** Those on the same data first, then by name. Imported results stand beside evaluations. */
export function comparableGroups(
  run: Run,
  all: readonly Run[],
  titleOf: (run: Run) => string,
): ComparableGroup[] {
  const isResult = (kind: string): boolean => kind === 'evaluate' || kind === 'imported';
  const groups = new Map<string, ComparableGroup & { keys: string[] }>();
  for (const other of all) {
    if (other.recipe === run.recipe || !isFinished(other)) continue;
    if (other.kind !== run.kind && !(isResult(other.kind) && isResult(run.kind))) continue;
    const group = groups.get(other.recipe);
    if (group) group.keys.push(other.key);
    else
      groups.set(other.recipe, {
        recipe: other.recipe,
        name: other.methods.length > 0 ? other.methods.join(', ') : titleOf(other),
        where: [...other.experiments, ...(isResult(other.kind) ? [] : [titleOf(other)])].join(', '),
        keys: [other.key],
        sameData: other.dataset === run.dataset,
      });
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(b.sameData) - Number(a.sameData) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

/** The finished runs of the run's own configuration, itself first. */
export function ownGroup(run: Run, all: readonly Run[]): string[] {
  const others = all.filter(
    (other) => other.recipe === run.recipe && other.key !== run.key && isFinished(other),
  );
  return [run.key, ...others.map(({ key }) => key)];
}
