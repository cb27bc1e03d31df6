/** The result table of an experiment, from the summaries of its evaluate stages; unfinished repeats are simply absent. */
import { methodLabel, resolveSettings } from '#shared/config/experiment.ts';
import { METRICS, type MetricCell, type ResultRow, type ResultTable } from '#shared/contract/domain.ts';
import { evaluationSummarySchema, type EvaluationSummary } from '#shared/trainer-protocol/messages.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';

interface Run {
  seed: number;
  key: string;
  metrics: EvaluationSummary;
  model: StageRecord | undefined;
  device: string | null;
}

export function buildResultTable(store: Store, record: ExperimentRecord): ResultTable {
  const experiment = record.config;
  const dataset = store.datasets.get(experiment.dataset);
  const cells = finishedCells(store, record);
  const runsOf = (label: string): Run[] => (cells.get(label) ?? []).sort((a, b) => a.seed - b.seed);

  const rows = experiment.methods.map((method): ResultRow => {
    const runs = runsOf(methodLabel(method));
    const parameters = runs[0]?.model?.summary?.parameters;
    return {
      method: methodLabel(method),
      layers: method.layers,
      parameters: typeof parameters === 'number' ? parameters : null,
      metrics: Object.fromEntries(
        METRICS.map((metric) => [metric, toCell(runs.map(({ metrics }) => metrics[metric]))]),
      ) as ResultRow['metrics'],
      seeds: runs.map(({ seed }) => seed),
      runs: runs.map(({ key }) => key),
    };
  });
  const splits = new Set(experiment.methods.map((m) => resolveSettings(experiment, m).evaluation.split));
  const [split] = splits.size === 1 ? splits : ['mixed'];
  const complete = rows.every(({ runs }) => runs.length === experiment.repeats);
  const known = dataset?.summary.bestAuc;
  return {
    experiment: experiment.name,
    dataset: experiment.dataset,
    split: split!,
    repeats: experiment.repeats,
    complete,
    rows,
    bestAuc: split === 'test' || split === 'dev' ? (known?.[split] ?? null) : null,
    notes: notesFor(record, rows, [...cells.values()].flat(), dataset?.summary.bodies === 'abstract'),
  };
}

/** Finished runs by label, from the stages as the experiment was expanded when it last started. */
function finishedCells(store: Store, { name, config }: ExperimentRecord): Map<string, Run[]> {
  const cells = new Map<string, Run[]>();
  for (const { key, methods, repeats } of store.experiments.places(name, 'evaluate')) {
    const row = store.stages.get(key);
    if (row?.state !== 'done') continue;
    const metrics = evaluationSummarySchema.safeParse(row.summary);
    if (!metrics.success) continue;
    const model = store.stages.get(row.inputs.model!);
    // The model's device: measuring itself takes no tensors.
    const device = (model?.device ?? row.device)?.backend ?? null;
    // Rows of equal content share a stage in every repeat, so each label has each repeat.
    for (const method of methods) {
      const runs = repeats.map((repeat) => ({
        seed: config.seed + repeat,
        key,
        metrics: metrics.data,
        model,
        device,
      }));
      cells.set(method, [...(cells.get(method) ?? []), ...runs]);
    }
  }
  return cells;
}

/** Mean and sample standard deviation (n - 1). */
function toCell(values: number[]): MetricCell | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null, n, values };
}

function notesFor(record: ExperimentRecord, rows: ResultRow[], runs: Run[], abstracts: boolean): string[] {
  const notes: string[] = [];
  const { repeats, methods, sharedTeachers } = record.config;
  if (abstracts) notes.push('The dataset has no news bodies: abstracts stand in for them in post-training.');
  if (sharedTeachers && methods.some(({ method }) => method === 'Tiny-NewsRec'))
    notes.push('The repeats of Tiny-NewsRec share the teachers of the first repeat.');
  const missing = rows.reduce((sum, row) => sum + repeats - row.runs.length, 0);
  if (missing > 0)
    notes.push(
      `${missing} of ${rows.length * repeats} runs are not finished; means are over the finished ones.`,
    );
  const backends = [...new Set(runs.map(({ device }) => device).filter((device) => device !== null))].sort();
  if (backends.length === 1) notes.push(`Computed with the backend ${backends[0]}.`);
  if (backends.length > 1) notes.push(`Computed with several backends: ${backends.join(', ')}.`);
  const skipped = Math.max(0, ...runs.map(({ metrics }) => metrics.skipped));
  if (skipped > 0) notes.push(`${skipped} impressions without both clicked and unclicked news are left out.`);
  return notes;
}
