/**
 * What must not be compared, or only with a word about it. Numbers of other data, splits or definitions mean something
 * else: such pairs are refused. Other code, presets or backends are told.
 */
import type { CompareProblem } from '#shared/contract/compare.ts';
import type { RunGroup } from './compare-run.ts';
import { knownValues, PROPERTIES, type Property } from './same-meaning.ts';

export function compareProblems(groups: readonly RunGroup[]): CompareProblem[] {
  return [
    ...PROPERTIES.flatMap((property) => differing(property, groups)),
    ...foreign(groups),
    ...unfinished(groups),
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

function differing(property: Property, groups: readonly RunGroup[]): CompareProblem[] {
  const { code, severity, what, of, shown = of } = property;
  const all = groups.flatMap(({ runs }) => runs);
  if (knownValues(property, all).size < 2) return [];
  const parts = groups.flatMap(({ label, runs }) => {
    const values = [...new Set(runs.filter((run) => of(run) !== null).map((run) => shown(run)))];
    return values.length === 0 ? [] : [{ label, text: `${label}: ${values.join(' and ')}` }];
  });
  const message = `${capital(what)}: ${parts.map(({ text }) => text).join('; ')}.`;
  return [{ code, severity, groups: parts.map(({ label }) => label), message }];
}

function foreign(groups: readonly RunGroup[]): CompareProblem[] {
  const from = groups.filter(({ runs }) => runs.some(({ importedFrom }) => importedFrom !== null));
  if (from.length === 0 || from.length === groups.length) return [];
  const labels = from.map(({ label }) => label);
  return [
    {
      code: 'metric',
      severity: 'warning',
      groups: labels,
      message: `Imported, so it is not known whether data and metrics are defined as here: ${labels.join(', ')}.`,
    },
  ];
}

function unfinished(groups: readonly RunGroup[]): CompareProblem[] {
  return groups.flatMap(({ label, runs }) => {
    const open = runs.filter(({ isFinished }) => !isFinished);
    if (open.length === 0) return [];
    const message = `${open.length} of ${runs.length} runs of ${label} are not finished and are left out.`;
    return [{ code: 'unfinished' as const, severity: 'warning' as const, groups: [label], message }];
  });
}

function mixed(groups: readonly RunGroup[]): CompareProblem[] {
  return groups.flatMap(({ label, runs }) => {
    const recipes = new Set(runs.map(({ recipe }) => recipe));
    const seeds = new Set(runs.map(({ seed }) => seed));
    if (recipes.size < 2 && seeds.size === runs.length) return [];
    const fields = Object.keys(runs[0]?.fields ?? {}).filter((field) =>
      runs.some((run) => run.fields[field] !== runs[0]?.fields[field]),
    );
    const why =
      recipes.size < 2
        ? 'holds several runs of one seed'
        : `holds runs that differ in more than their seeds${fields.length > 0 ? ` (${fields.slice(0, 5).join(', ')})` : ''}`;
    const message = `${label} ${why}; its spread is not that of repeats.`;
    return [{ code: 'mixed-group' as const, severity: 'warning' as const, groups: [label], message }];
  });
}

function sameRun(groups: readonly RunGroup[]): CompareProblem[] {
  const problems: CompareProblem[] = [];
  groups.forEach((a, i) => {
    const keys = new Set(a.runs.map(({ key }) => key));
    for (const b of groups.slice(i + 1)) {
      const shared = b.runs.filter(({ key }) => keys.has(key)).length;
      if (shared === 0) continue;
      const message = `${a.label} and ${b.label} share ${shared} of their runs; these differ in nothing.`;
      problems.push({ code: 'same-run', severity: 'warning', groups: [a.label, b.label], message });
    }
  });
  return problems;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
