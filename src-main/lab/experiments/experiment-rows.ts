/** How experiments look from outside: their stages, how far they are, how long still, and the best row so far. */
import type { Experiment } from '#shared/config/experiment.ts';
import type { ExperimentRow, Stage } from '#shared/contract/domain.ts';
import type { QueueLine } from '../queue/queue-line.ts';
import type { StageDesk } from '../queue/stage-desk.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { Store } from '../store/store.ts';
import { buildResultTable } from './result-table.ts';
import { remainingSeconds } from './remaining-time.ts';

/** How fast the stages of an experiment are on this machine. */
export interface Pace {
  /** How many run at once. */
  slots(experiment: Experiment): number;
  /** Gives the seconds of a whole stage, by its key, as they are known now; null: nothing tells. */
  clock(experiment: Experiment): (key: string) => number | null;
}

export class ExperimentRows {
  private readonly store: Store;
  private readonly stages: Pick<StageDesk, 'progressOf'>;
  private readonly line: Pick<QueueLine, 'held'>;
  private readonly pace: Pace;

  constructor(
    store: Store,
    stages: Pick<StageDesk, 'progressOf'>,
    line: Pick<QueueLine, 'held'>,
    pace: Pace,
  ) {
    this.store = store;
    this.stages = stages;
    this.line = line;
    this.pace = pace;
  }

  list(): ExperimentRow[] {
    return this.all(this.store.experiments.list());
  }

  /** Rows of several at once: the line is read once for all of them. */
  all(records: readonly ExperimentRecord[]): ExperimentRow[] {
    const held = this.line.held();
    return records.map((record) => this.of(record, this.stagesOf(record.name), held));
  }

  /** In the order of the graph. */
  stagesOf(name: string): Stage[] {
    return this.store.experiments.places(name).map((place) => {
      const { kind, seed, state, inputs, startedAt, endedAt, device, summary, error } = this.store.stages.get(
        place.key,
      )!;
      return {
        ...place,
        kind,
        seed,
        state,
        inputs: Object.values(inputs),
        progress: this.stages.progressOf(place.key),
        startedAt,
        endedAt,
        device,
        summary,
        error: error && { ...error, details: error.details ?? {} },
      };
    });
  }

  of(record: ExperimentRecord, stages = this.stagesOf(record.name), held = this.line.held()): ExperimentRow {
    const { name, config, state, createdAt, endedAt, error } = record;
    const active = state === 'queued' || state === 'running';
    return {
      name,
      description: config.description,
      dataset: config.dataset,
      preset: config.preset,
      repeats: config.repeats,
      methods: config.methods.length,
      state,
      paused: active && held.has(name),
      ...this.progress(record, stages, active),
      createdAt,
      endedAt,
      best: this.best(record),
      error,
      failed: state === 'failed' ? failureOf(stages) : undefined,
    };
  }

  progress({ config }: ExperimentRecord, stages: readonly Stage[], active: boolean) {
    return {
      stagesDone: stages.filter((stage) => stage.state === 'done').length,
      stagesTotal: stages.length,
      stagesReused: stages.filter(({ reused }) => reused).length,
      secondsLeft: active
        ? remainingSeconds(stages, this.pace.clock(config), this.pace.slots(config), Date.now())
        : null,
    };
  }

  private best(record: ExperimentRecord): ExperimentRow['best'] {
    let best: ExperimentRow['best'] = null;
    for (const { method, metrics } of buildResultTable(this.store, record).rows) {
      const auc = metrics.auc?.mean;
      if (auc !== undefined && (best === null || auc > best.auc)) best = { method, auc };
    }
    return best;
  }
}

/** As the experiment's error was made of it; the stages keep what can be said in any language. */
function failureOf(stages: readonly Stage[]): ExperimentRow['failed'] {
  const failed = stages.find(({ state }) => state === 'failed');
  return failed?.error
    ? { title: failed.title, message: failed.error.message, said: failed.error.said }
    : undefined;
}
