/** A first definition to start from: the rows of experiments side by side, or a row for each recipe of chosen runs. */
import { methodLabel } from '#shared/config/methods.ts';
import {
  type TableColumn,
  type TableDefinition,
  tableDefinitionSchema,
  type TableRow,
} from '#shared/contract/paper-tables.ts';
import { METRICS } from '#shared/contract/tables.ts';
import { publishedRowOf } from '../published/beside-published.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { FoundRuns } from './table-run.ts';

const FACTS = ['layers', 'parameters'] as const;

function columnsOf(metrics: readonly string[], datasets: readonly string[]): TableColumn[] {
  const facts = FACTS.map((metric) => ({ id: metric, metric }));
  if (datasets.length < 2) return [...facts, ...metrics.map((metric) => ({ id: metric, metric }))];
  const perDataset = datasets.flatMap((dataset, at) =>
    metrics.map((metric) => ({ id: `${metric}-${at + 1}`, metric, heading: dataset, dataset })),
  );
  return [...facts, ...perDataset];
}

/**
 * Experiments on different datasets share their rows and have columns of their own; on one dataset, each has its rows
 * under its name.
 * @param metrics default: the four of ranking
 */
export function proposeOfExperiments(
  records: readonly ExperimentRecord[],
  metrics: readonly string[] = METRICS,
): TableDefinition {
  const datasets = [...new Set(records.map(({ config }) => config.dataset))];
  const areApart = datasets.length === records.length;
  const rows: TableRow[] = [];
  records.forEach(({ name, config }, at) => {
    if (!areApart)
      rows.push({ id: `heading-${at + 1}`, kind: 'heading', label: name, sources: [], published: null });
    for (const method of config.methods) {
      const label = methodLabel(method);
      const source = { experiment: name, method: label };
      const known = areApart ? rows.find((row) => row.label === label) : undefined;
      if (known) known.sources.push(source);
      else
        rows.push({
          id: `row-${rows.length + 1}`,
          kind: 'runs',
          label,
          sources: [source],
          published: publishedRowOf(method),
        });
    }
  });
  return tableDefinitionSchema.parse({ rows, columns: columnsOf(metrics, areApart ? datasets : []) });
}

/** @param labelOf name of a run's method, where it has one */
export function proposeOfRuns(
  { repeats, runs }: FoundRuns,
  labelOf: (key: string) => string | undefined,
): TableDefinition {
  const groups = new Map<string, string[]>();
  for (const { run } of repeats) {
    const recipe = runs[run]?.recipe ?? run;
    groups.set(recipe, [...(groups.get(recipe) ?? []), run]);
  }
  const rows = [...groups.values()].map((keys, at): TableRow => ({
    id: `row-${at + 1}`,
    kind: 'runs',
    label: labelOf(keys[0]!) ?? keys[0]!.slice(0, 8),
    sources: [{ runs: keys }],
    published: null,
  }));
  const found = new Set(Object.values(runs).flatMap(({ metrics }) => Object.keys(metrics)));
  const known = METRICS.filter((metric) => found.has(metric));
  const others = [...found].filter((metric) => !(FACTS as readonly string[]).includes(metric)).slice(0, 4);
  const datasets = [...new Set(Object.values(runs).flatMap(({ dataset }) => dataset ?? []))];
  return tableDefinitionSchema.parse({
    rows,
    columns: columnsOf(known.length > 0 ? known : others, datasets),
  });
}
