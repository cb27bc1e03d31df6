/** What can become a group: the evaluated repeats of each row of an experiment first, then other runs by recipe. */
import type { Run } from '#shared/contract/runs.ts';

export interface Candidate {
  id: string;
  label: string;
  experiment: string | null;
  dataset: string | null;
  kind: string;
  runs: readonly Run[];
  /** How many of them are finished. */
  finished: number;
}

export function candidatesOf(runs: readonly Run[]): Candidate[] {
  const rows = new Map<string, Run[]>();
  const others = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.trashedAt !== null || run.archived) continue;
    if (run.kind === 'evaluate')
      for (const experiment of run.experiments)
        for (const method of run.methods) push(rows, JSON.stringify([experiment, method]), run);
    else if (Object.keys(run.metrics).length > 0) push(others, `${run.kind} ${run.recipe}`, run);
  }
  return [
    ...[...rows].map(([id, found]): Candidate => {
      const [experiment, label] = JSON.parse(id) as [string, string];
      return candidate(id, label, experiment, found);
    }),
    ...[...others]
      .map(([id, found]) => candidate(id, found[0]!.title, found[0]!.experiments[0] ?? null, found))
      // Imported runs are results; what is left are stages on the way to one.
      .sort((a, b) => Number(b.kind === 'imported') - Number(a.kind === 'imported')),
  ];
}

export interface ExperimentOffer {
  name: string;
  dataset: string | null;
  /** Keys by row. */
  groups: readonly (readonly string[])[];
  /** Of the row with the most. */
  repeats: number;
}

/** Experiments with at least two rows that have finished repeats, those with most repeats first. */
export function offersOf(runs: readonly Run[], most: number): ExperimentOffer[] {
  const offers = new Map<string, Candidate[]>();
  for (const one of candidatesOf(runs))
    if (one.kind === 'evaluate' && one.experiment !== null && one.finished > 0)
      push(offers, one.experiment, one);
  return [...offers]
    .filter(([, rows]) => rows.length > 1)
    .map(([name, rows]): ExperimentOffer => ({
      name,
      dataset: rows[0]!.dataset,
      groups: rows.map((row) => row.runs.filter(isFinished).map(({ key }) => key)),
      repeats: Math.max(...rows.map(({ finished }) => finished)),
    }))
    .sort((a, b) => b.repeats - a.repeats)
    .slice(0, most);
}

/** Those that hold every word of the text, in name, experiment, dataset or kind. */
export function matching(candidates: readonly Candidate[], text: string): Candidate[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...candidates];
  return candidates.filter(({ label, experiment, dataset, kind }) => {
    const all = [label, experiment ?? '', dataset ?? '', kind].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

const isFinished = ({ state }: Run): boolean => state === 'done';

function candidate(id: string, label: string, experiment: string | null, found: readonly Run[]): Candidate {
  const runs = found.slice().sort((a, b) => a.seed - b.seed);
  const { kind, dataset } = runs[0]!;
  return { id, label, experiment, dataset, kind, runs, finished: runs.filter(isFinished).length };
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
