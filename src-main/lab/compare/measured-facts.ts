/** What only the stages tell of a run that measures: its models, its data, how its numbers are defined. */
import type { Run } from '#shared/contract/runs.ts';
import type { StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import type { CompareRun } from './compare-run.ts';
import { teachersOf } from './teachers.ts';

export type MeasuredFacts = Pick<
  CompareRun,
  'dataKey' | 'split' | 'impressions' | 'skipped' | 'meanOver' | 'backend' | 'teachers'
>;

export function measuredFacts(
  store: Store,
  { metrics }: Pick<Run, 'metrics'>,
  stage: StageRecord,
): { models: StageRecord[]; facts: MeasuredFacts } {
  const models = modelsOf(store, stage);
  const config = stage.config as unknown as Record<string, unknown>;
  const isEvaluation = stage.config.kind === 'evaluate';
  // The models' device: measuring itself takes no tensors.
  const backend = (models[0]?.device ?? stage.device)?.backend ?? null;
  const facts = {
    dataKey: stage.inputs.dataset ?? models[0]?.inputs.dataset ?? null,
    split: textOf(stage.summary?.split) ?? textOf(config.split),
    impressions: isEvaluation ? (metrics.impressions ?? null) : null,
    skipped: metrics.skipped ?? 0,
    meanOver: textOf((config.evaluation as { meanOver?: unknown } | undefined)?.meanOver),
    backend: backend === 'none' ? null : backend,
    teachers: teachersOf(store, models),
  };
  return { models, facts };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function modelsOf(store: Store, { inputs }: StageRecord): StageRecord[] {
  const names = Object.keys(inputs).filter((name) => name.startsWith('model-'));
  return names.flatMap((name) => store.stages.get(inputs[name] as string) ?? []);
}
