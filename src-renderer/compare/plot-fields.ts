/** Which fields of the compared runs the charts can be drawn along, and what each run is there. */
import type { Comparison } from '#shared/contract/compare.ts';
import type { Recipe, Run } from '#shared/contract/runs.ts';
import { metricFacts } from '#shared/metrics.ts';
import { fieldsOf, isEmptyValue, readerOf, textOfValue, type RunValue } from '#shared/runs/fields.ts';

export interface PlotRun {
  run: Run;
  /** Label of its group. */
  group: string;
}

export interface PlotField {
  id: string;
  source: 'run' | 'metric' | 'recipe';
  /** In the order of the runs. */
  values: readonly RunValue[];
  /** Printed value = value * scale, of numbers. */
  scale: number;
}

/** Names, marks and times of a run say nothing along an axis. */
const NOT_PLOTTED = new Set([
  'title',
  'note',
  'starred',
  'archived',
  'error',
  'recipe',
  'key',
  'tags',
  'started',
  'ended',
  'state',
  'importedFrom',
]);

/** Runs of the groups in their order. */
export function plotRuns(comparison: Comparison, byKey: ReadonlyMap<string, Run>): PlotRun[] {
  return comparison.groups.flatMap(({ label, runs }) =>
    runs.flatMap((key) => {
      const run = byKey.get(key);
      return run ? [{ run, group: label }] : [];
    }),
  );
}

/** Fields whose values differ among the runs: metrics first, then those of every run, then settings. */
export function plotFields(runs: readonly PlotRun[], recipes: Readonly<Record<string, Recipe>>): PlotField[] {
  const rank = { metric: 0, run: 1, recipe: 2 } as const;
  return fieldsOf(
    runs.map(({ run }) => run),
    recipes,
  )
    .filter(({ id }) => !NOT_PLOTTED.has(id))
    .sort((a, b) => rank[a.source] - rank[b.source])
    .flatMap(({ id, source }): PlotField[] => {
      const read = readerOf(id);
      const values = runs.map(({ run }) => read(run, recipes));
      const texts = new Set(values.map(textOfValue));
      if (texts.size < 2) return [];
      return [{ id, source, values, scale: source === 'metric' ? metricFacts(id).scale : 1 }];
    });
}

/** Axes to begin with: settings that all runs have and that tell them apart, then the compared metrics. */
export function firstAxes(fields: readonly PlotField[], metrics: readonly string[]): string[] {
  const whole = fields.filter(({ values }) => !values.some(isEmptyValue));
  const own = whole
    .filter(({ id, source }) => source === 'run' && OWN_FIRST.includes(id))
    .map(({ id }) => id);
  const settings = whole.filter(({ source }) => source === 'recipe').map(({ id }) => id);
  const measured = metrics.filter((metric) => fields.some(({ id }) => id === metric));
  return [...own, ...settings.slice(0, 4), ...measured.slice(0, 4)].slice(0, 8);
}
const OWN_FIRST: readonly string[] = ['layers', 'plm', 'dataset', 'preset', 'seed'];
