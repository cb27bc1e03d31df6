/** What stands on what among all runs: whose files can go, and which runs nothing needs at all. */
import type { Run, StayReason } from '#shared/contract/runs.ts';

export interface UsageWorld {
  runs: readonly Run[];
  /** Keys of what a run was computed from. */
  inputsOf(key: string): readonly string[];
  /** Datasets, PLMs and kept checkpoints: key -> what it is. */
  named: ReadonlyMap<string, StayReason>;
  /** Keys of the PLMs that kept checkpoints differ from. */
  bases: { has(key: string): boolean };
  /** Runs that saved tables print. */
  tabled: ReadonlySet<string>;
  isOpen(key: string): boolean;
}

export interface Usage {
  /** Key -> runs computed from it. */
  readers: ReadonlyMap<string, readonly Run[]>;
  /** Why the files of a run have to stay; null: they can go. */
  reasonToStay(run: Run): StayReason | null;
  /** Runs of no experiment and no table, without a mark of the user's, on which none of these stands, even by way of others. */
  unused: readonly Run[];
}

const isFinished = ({ state }: Run): boolean => state === 'done' || state === 'failed';

export function usageOf({ runs, inputsOf, named, bases, tabled, isOpen }: UsageWorld): Usage {
  const readers = new Map<string, Run[]>();
  for (const run of runs)
    for (const input of new Set(inputsOf(run.key))) readers.set(input, [...(readers.get(input) ?? []), run]);
  const reasonToStay = ({ key }: Run): StayReason | null => {
    const name = named.get(key);
    if (name !== undefined) return name;
    if (isOpen(key)) return { code: 'open', values: {} };
    if (bases.has(key)) return { code: 'base', values: {} };
    const open = (readers.get(key) ?? []).find((reader) => isOpen(reader.key) || !isFinished(reader));
    return open ? { code: 'read', values: { title: open.title } } : null;
  };

  const needed = new Set<string>();
  const mark = (key: string): void => {
    if (needed.has(key)) return;
    needed.add(key);
    for (const input of inputsOf(key)) mark(input);
  };
  for (const run of runs)
    if (
      run.experiments.length > 0 ||
      run.starred ||
      run.renamed ||
      run.tags.length > 0 ||
      run.note !== '' ||
      tabled.has(run.key) ||
      run.importedFrom !== null ||
      named.has(run.key) ||
      isOpen(run.key)
    )
      mark(run.key);
  return { readers, reasonToStay, unused: runs.filter(({ key }) => !needed.has(key)) };
}
