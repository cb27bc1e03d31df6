/** From the address of a comparison to its runs and to what the lab is asked. */
import type { CompareRequest } from '#shared/contract/compare.ts';
import type { Run } from '#shared/contract/runs.ts';
import { type CompareRoute, isLeftOut, keyOf } from '../state/compare-address.ts';
import { labelsOf } from './labels.ts';

export interface GroupRun {
  /** As the address has it, without the mark of a left-out run. */
  entry: string;
  run: Run;
  leftOut: boolean;
}

export interface Group {
  /** Place in the address. */
  at: number;
  label: string;
  /** Its name without the user's: what its colour goes by. */
  own: string;
  /** In order of the seeds. */
  runs: readonly GroupRun[];
  /** Entries of the address that fit no run any more. */
  gone: readonly string[];
}

/** More groups than this are held against the first by default: every pair would be a wall of numbers. */
const MOST_IN_PAIRS = 4;

/** A whole key, or a beginning that fits one run only. */
function finder(runs: readonly Run[]): (entry: string) => Run | undefined {
  const known = new Map<string, Run>(runs.map((run) => [run.key, run]));
  const starts = new Map<number, Map<string, Run | null>>();
  return (entry) => {
    const whole = known.get(entry);
    if (whole) return whole;
    let short = starts.get(entry.length);
    if (!short) {
      short = new Map();
      for (const run of runs) {
        const start = run.key.slice(0, entry.length);
        short.set(start, short.has(start) ? null : run);
      }
      starts.set(entry.length, short);
    }
    return short.get(entry) ?? undefined;
  };
}

export function resolveGroups(route: CompareRoute, runs: readonly Run[]): Group[] {
  const find = finder(runs);
  const groups = route.groups.map((entries) => {
    const found: GroupRun[] = [];
    const gone: string[] = [];
    for (const entry of entries) {
      const run = find(keyOf(entry));
      if (!run) gone.push(keyOf(entry));
      else if (!found.some((other) => other.run.key === run.key))
        found.push({ entry: keyOf(entry), run, leftOut: isLeftOut(entry) });
    }
    return { runs: found.sort((a, b) => a.run.seed - b.run.seed), gone };
  });
  const labels = labelsOf(
    groups.map((group) => group.runs.map(({ run }) => run)),
    route.names,
  );
  return groups.map((group, at) => ({ at, ...labels[at]!, ...group }));
}

/** Label of the reference; undefined: every pair. */
export function referenceOf({ against }: CompareRoute, groups: readonly Group[]): string | undefined {
  if (against === 'all') return undefined;
  if (against !== undefined) return groups[against]?.label;
  return groups.length > MOST_IN_PAIRS ? groups[0]?.label : undefined;
}

/** Null where there is nothing to ask. */
export function requestOf(route: CompareRoute, groups: readonly Group[]): CompareRequest | null {
  const asked = groups.flatMap(({ label, runs }) => {
    const keys = runs.filter(({ leftOut }) => !leftOut).map(({ run }) => run.key);
    return keys.length === 0 ? [] : [{ label, runs: keys }];
  });
  if (asked.length === 0) return null;
  const against = referenceOf(route, groups);
  return {
    groups: asked,
    ...(route.metrics && { metrics: [...route.metrics] }),
    ...(against !== undefined && asked.some(({ label }) => label === against) && { against }),
    ...(route.confidence !== undefined && { confidence: route.confidence }),
    ...(route.margin !== undefined && { margin: route.margin }),
  };
}
