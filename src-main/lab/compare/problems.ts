/**
 * What must not be compared, or only with a word about it. Numbers of other data, splits or definitions mean something
 * else: such pairs are refused. Other code, presets or backends are told.
 */
import { compareWords } from '#shared/compare-words.ts';
import type { CompareProblem, KnownValue } from '#shared/contract/compare.ts';
import type { RunGroup } from './compare-run.ts';
import { knownValues, type Meaning, PROPERTIES, type Property } from './same-meaning.ts';

export function compareProblems(named: readonly RunGroup[]): CompareProblem[] {
  // What is in the trash is said to be there, and plays no other part.
  const groups = named.map(({ label, runs }) => ({ label, runs: runs.filter((run) => !run.isTrashed) }));
  return [
    ...PROPERTIES.flatMap((property) => differing(property, groups)),
    ...foreign(groups),
    ...unfinished(groups),
    ...trashed(named),
    ...mixed(groups),
    ...sameRun(groups),
  ];
}

/** Whether numbers of both mean the same: no property that refuses has two known values among their runs. */
export function isComparable(a: RunGroup, b: RunGroup): boolean {
  const runs = [...a.runs, ...b.runs];
  return PROPERTIES.filter(({ severity }) => severity === 'error').every(
    (property) => knownValues(property, runs).size < 2,
  );
}

type Told = Omit<CompareProblem, 'message' | 'says'>;
type Says = Partial<CompareProblem['says']> & Pick<CompareProblem['says'], 'sentence'>;

function problem(told: Told, { sentence, values = {}, sides = [] }: Says): CompareProblem {
  const says = { sentence, values, sides };
  return { ...told, message: compareWords('en', { groups: told.groups, says }), says };
}

function differing(property: Property, groups: readonly RunGroup[]): CompareProblem[] {
  const { id, code, severity, of } = property;
  const shown = property.shown ?? ((run: Meaning): KnownValue => ({ name: of(run), contents: null }));
  const all = groups.flatMap(({ runs }) => runs);
  if (knownValues(property, all).size < 2) return [];
  const sides = groups.flatMap(({ label, runs }) => {
    const known = runs.filter((run) => of(run) !== null).map(shown);
    const values = [...new Map(known.map((value) => [JSON.stringify(value), value])).values()];
    return values.length === 0 ? [] : [{ label, values }];
  });
  return [problem({ code, severity, groups: sides.map(({ label }) => label) }, { sentence: id, sides })];
}

function foreign(groups: readonly RunGroup[]): CompareProblem[] {
  const from = groups.filter(({ runs }) => runs.some(({ importedFrom }) => importedFrom !== null));
  if (from.length === 0 || from.length === groups.length) return [];
  const isUnnamed = ({ runs }: RunGroup): boolean => runs.some(({ dataset }) => dataset === null);
  const told = (sentence: 'imported' | 'imported-unnamed', some: readonly RunGroup[]): CompareProblem[] => {
    const labels = some.map(({ label }) => label);
    return labels.length === 0
      ? []
      : [problem({ code: 'metric', severity: 'warning', groups: labels }, { sentence })];
  };
  return [
    ...told('imported-unnamed', from.filter(isUnnamed)),
    ...told(
      'imported',
      from.filter((group) => !isUnnamed(group)),
    ),
  ];
}

function unfinished(groups: readonly RunGroup[]): CompareProblem[] {
  return groups.flatMap(({ label, runs }) => {
    const open = runs.filter(({ isFinished }) => !isFinished).length;
    const values = { open, of: runs.length };
    return open === 0
      ? []
      : [
          problem(
            { code: 'unfinished', severity: 'warning', groups: [label] },
            { sentence: 'unfinished', values },
          ),
        ];
  });
}

function trashed(groups: readonly RunGroup[]): CompareProblem[] {
  return groups.flatMap(({ label, runs }) => {
    const count = runs.filter(({ isTrashed }) => isTrashed).length;
    if (count === 0) return [];
    const told = { code: 'trashed', severity: 'warning' } as const;
    return [
      problem({ ...told, groups: [label] }, { sentence: 'trashed', values: { count, of: runs.length } }),
    ];
  });
}

/** So many of the fields that differ are named. */
const NAMED = 5;

function mixed(groups: readonly RunGroup[]): CompareProblem[] {
  return groups.flatMap(({ label, runs }) => {
    const recipes = new Set(runs.map(({ recipe }) => recipe));
    const seeds = new Set(runs.map(({ seed }) => seed));
    if (recipes.size < 2 && seeds.size === runs.length) return [];
    const fields = Object.keys(runs[0]?.fields ?? {})
      .filter((field) => runs.some((run) => run.fields[field] !== runs[0]?.fields[field]))
      .slice(0, NAMED)
      .join(', ');
    const sentence = recipes.size < 2 ? 'seed-twice' : fields === '' ? 'mixed' : 'mixed-fields';
    const told = { code: 'mixed-group', severity: 'warning' } as const;
    return [problem({ ...told, groups: [label] }, { sentence, values: { fields } })];
  });
}

function sameRun(groups: readonly RunGroup[]): CompareProblem[] {
  const problems: CompareProblem[] = [];
  groups.forEach((a, i) => {
    const keys = new Set(a.runs.map(({ key }) => key));
    for (const b of groups.slice(i + 1)) {
      const shared = b.runs.filter(({ key }) => keys.has(key)).length;
      if (shared === 0) continue;
      const told = { code: 'same-run', severity: 'warning' } as const;
      problems.push(
        problem({ ...told, groups: [a.label, b.label] }, { sentence: 'same-run', values: { shared } }),
      );
    }
  });
  return problems;
}
