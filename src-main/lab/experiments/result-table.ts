/**
 * The result table of an experiment, from the summaries of its evaluate stages; unfinished repeats, and those in the trash,
 * are simply absent.
 */
import { methodLabel, methodTraits } from '#shared/config/methods.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import type { Dataset } from '#shared/contract/domain.ts';
import {
  METRICS,
  type MetricCell,
  type ResultNote,
  type ResultRow,
  type ResultTable,
} from '#shared/contract/tables.ts';
import { withNotes } from '#shared/note-words.ts';
import { evaluationSummarySchema, type EvaluationSummary } from '#shared/trainer-protocol/messages.ts';
import { mean, sampleSd } from '../stats/sample.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';

interface Run {
  seed: number;
  key: string;
  metrics: EvaluationSummary;
  /** One, or those of an ensemble. */
  models: StageRecord[];
  device: string | null;
}

export function buildResultTable(store: Store, record: ExperimentRecord): ResultTable {
  const experiment = record.config;
  const dataset = store.datasets.get(experiment.dataset);
  const { cells, trashed } = finishedCells(store, record);
  const runsOf = (label: string): Run[] => (cells.get(label) ?? []).sort((a, b) => a.seed - b.seed);

  const rows = experiment.methods.map((method): ResultRow => {
    const runs = runsOf(methodLabel(method));
    return {
      method: methodLabel(method),
      layers: method.layers,
      parameters: runs[0] ? parametersOf(runs[0].models) : null,
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
    ...withNotes(notesFor(record, rows, [...cells.values()].flat(), trashed, dataset)),
  };
}

/**
 * Finished runs by label, from the stages as the experiment was expanded when it last started, and how many more there are
 * in the trash.
 */
function finishedCells(
  store: Store,
  { name, config }: ExperimentRecord,
): { cells: Map<string, Run[]>; trashed: number } {
  let trashed = 0;
  const cells = new Map<string, Run[]>();
  for (const { key, methods, repeats } of store.experiments.places(name, 'evaluate')) {
    const row = store.stages.get(key);
    if (row?.state !== 'done') continue;
    const metrics = evaluationSummarySchema.safeParse(row.summary);
    if (!metrics.success) continue;
    if (store.runs.isTrashed(key)) {
      trashed += methods.length * repeats.length;
      continue;
    }
    const models = modelInputs(row).flatMap((input) => store.stages.get(input) ?? []);
    // The models' device: measuring itself takes no tensors.
    const device = (models[0]?.device ?? row.device)?.backend ?? null;
    // Rows of equal content share a stage in every repeat, so each label has each repeat.
    for (const method of methods) {
      const runs = repeats.map((repeat) => ({
        seed: config.seed + repeat,
        key,
        metrics: metrics.data,
        models,
        device,
      }));
      cells.set(method, [...(cells.get(method) ?? []), ...runs]);
    }
  }
  return { cells, trashed };
}

/** Keys of the models that an evaluate stage measures, `model-1` first. */
const modelInputs = ({ inputs }: StageRecord): string[] =>
  Object.entries(inputs)
    .filter(([name]) => name.startsWith('model-'))
    .map(([, key]) => key);

/** All parameters that score a user: of an ensemble, those of every model. Null where one is not known. */
function parametersOf(models: readonly StageRecord[]): number | null {
  const counts = models.map(({ summary }) => summary?.parameters);
  return counts.every((count) => typeof count === 'number')
    ? counts.reduce((sum, count) => sum + count, 0)
    : null;
}

const toCell = (values: number[]): MetricCell | null =>
  values.length === 0 ? null : { mean: mean(values), sd: sampleSd(values), n: values.length, values };

function notesFor(
  record: ExperimentRecord,
  rows: ResultRow[],
  runs: Run[],
  trashed: number,
  dataset: Dataset | undefined,
): ResultNote[] {
  const notes: ResultNote[] = [];
  const say = (code: ResultNote['code'], values: ResultNote['values'] = {}): void =>
    void notes.push({ code, values });
  const derivation = dataset?.summary.derived;
  const { repeats, methods, sharedTeachers } = record.config;
  if (derivation) notes.push({ code: 'derived', values: { name: dataset.name }, derivation });
  if (dataset?.summary.bodies === 'abstract') say('abstracts');
  if (sharedTeachers && methods.some((row) => methodTraits(row).hasTeachers)) say('shared-teachers');
  const of = rows.length * repeats;
  const missing = rows.reduce((sum, row) => sum + repeats - row.runs.length, 0) - trashed;
  if (missing > 0) say('unfinished', { missing, of });
  if (trashed > 0) say('trashed', { count: trashed, of });
  const backends = [...new Set(runs.map(({ device }) => device).filter((device) => device !== null))].sort();
  if (backends.length > 0)
    say(backends.length === 1 ? 'backend' : 'backends', { names: backends.join(', ') });
  const skipped = Math.max(0, ...runs.map(({ metrics }) => metrics.skipped));
  if (skipped > 0) say('skipped', { count: skipped });
  return notes;
}
