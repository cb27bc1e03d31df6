/** A first definition to start from: the rows of experiments side by side, or a row for each recipe of chosen runs. */
import { methodLabel } from '#shared/config/methods.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import {
  type TableColumn,
  type TableDefinition,
  tableDefinitionSchema,
  type TableRow,
} from '#shared/contract/paper-tables.ts';
import { METRICS } from '#shared/contract/tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import { isMeasured } from '../compare/group-metric.ts';
import { publishedRowOf } from '../published/beside-published.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { TableRun } from './table-run.ts';

const FACTS = ['layers', 'parameters'] as const;
/** Of runs with metrics of their own, so many are taken; the user adds others. */
const MOST_METRICS = 4;

/** Columns of one place where the same metrics were measured. */
type Place = Pick<TableColumn, 'heading' | 'dataset' | 'experiment'>;

function columnsOf(metrics: readonly string[], places: readonly Place[]): TableColumn[] {
  const facts = FACTS.map((metric) => ({ id: metric, metric }));
  const isRanking = (metric: string): boolean => (METRICS as readonly string[]).includes(metric);
  // Other programs' metrics have names of any length.
  const others = [...new Set(metrics)]
    .filter((metric) => !(FACTS as readonly string[]).includes(metric))
    .map((metric, at) => ({ id: isRanking(metric) ? metric : `metric-${at + 1}`, metric }));
  if (places.length < 2) return [...facts, ...others];
  return [
    ...facts,
    ...places.flatMap((place, at) =>
      others.map(({ id, metric }) => ({ id: `${id}-${at + 1}`, metric, ...place })),
    ),
  ];
}

/**
 * Experiments measured apart (on other data, or another split) share their rows and have columns of their own; those
 * measured alike have each their rows, under their names.
 * @param metrics default: the four of ranking
 */
export function proposeOfExperiments(
  records: readonly ExperimentRecord[],
  metrics: readonly string[] = METRICS,
): TableDefinition {
  const splitsOf = ({ config }: ExperimentRecord): string =>
    [...new Set(config.methods.map((method) => resolveSettings(config, method).evaluation.split))].join();
  const measuredOn = records.map((record) => `${record.config.dataset}/${splitsOf(record)}`);
  const areApart = new Set(measuredOn).size === records.length;
  const datasets = [...new Set(records.map(({ config }) => config.dataset))];
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
  const byDataset = datasets.map((dataset) => ({ heading: dataset, dataset }));
  const byExperiment = records.map(({ name }) => ({ heading: name, experiment: name }));
  const isOneSplit = new Set(records.map(splitsOf)).size === 1;
  return tableDefinitionSchema.parse({
    rows,
    columns: columnsOf(metrics, isOneSplit ? byDataset : byExperiment),
  });
}

/** @param metrics default: those of ranking that the runs have, else a few of their own */
export function proposeOfRuns(runs: readonly TableRun[], metrics?: readonly string[]): TableDefinition {
  const groups = new Map<string, TableRun[]>();
  for (const run of runs) groups.set(run.recipe, [...(groups.get(run.recipe) ?? []), run]);
  const rows: { label: string; datasets: Set<string | null>; groups: TableRun[][] }[] = [];
  for (const group of groups.values()) {
    const { label, dataset } = group[0]!;
    // One method on several datasets is one row.
    const known = rows.find((row) => row.label === label && !row.datasets.has(dataset));
    if (known) {
      known.datasets.add(dataset);
      known.groups.push(group);
    } else rows.push({ label, datasets: new Set([dataset]), groups: [group] });
  }
  const found = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
  const known = METRICS.filter((metric) => found.has(metric));
  const own = [...found].filter((name) => isMeasured(name) && !metricFacts(name).isFact);
  const datasets = [...new Set(runs.flatMap(({ dataset }) => dataset ?? []))];
  return tableDefinitionSchema.parse({
    rows: rows.map((row, at) => ({
      id: `row-${at + 1}`,
      kind: 'runs',
      label: row.label,
      sources: row.groups.map((group) => ({ runs: group.map(({ key }) => key) })),
    })),
    columns: columnsOf(
      metrics ?? (known.length > 0 ? known : own.slice(0, MOST_METRICS)),
      datasets.map((dataset) => ({ heading: dataset, dataset })),
    ),
  });
}
