/**
 * The life of experiments: start, stop, resume, kill, remove. Stages are the stage desk's; this file knows which experiment
 * wants which of them. How experiments look from outside is experiment-rows.ts's.
 */
import type { Experiment } from '#shared/config/experiment.ts';
import type { ExperimentDetail, ExperimentRow, ExperimentState } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { say } from '#shared/messages/said.ts';
import { RESULT_STAGES } from '#shared/trainer-protocol/stages.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { QueueLine } from '../queue/queue-line.ts';
import type { StageDesk } from '../queue/stage-desk.ts';
import type { ExperimentRecord } from '../store/experiment-table.ts';
import type { Store } from '../store/store.ts';
import { experimentYaml, isSameExperiment, nameTaken, readExperiment } from './check-experiment.ts';
import { neededNodes, planExperiment, rankNodes } from './experiment-plan.ts';
import { ExperimentRows, type Pace } from './experiment-rows.ts';

/** Rows of experiments go to readers at most this often; many stages may change at once. */
const TELL_AFTER_MS = 150;

export class ExperimentDesk {
  private readonly store: Store;
  private readonly stages: StageDesk;
  private readonly hub: EventHub;
  private readonly line: QueueLine;
  private readonly rows: ExperimentRows;
  private closing = false;
  private readonly waiters = new Map<string, ((row: ExperimentRow) => void)[]>();
  private readonly untold = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(store: Store, stages: StageDesk, line: QueueLine, hub: EventHub, pace: Pace) {
    this.store = store;
    this.stages = stages;
    this.line = line;
    this.hub = hub;
    this.rows = new ExperimentRows(store, stages, line, pace);
  }

  list(): ExperimentRow[] {
    return this.rows.list();
  }

  get(name: string): ExperimentDetail {
    const record = this.record(name);
    const stages = this.rows.stagesOf(name);
    return { ...this.rows.of(record, stages), config: record.config, yaml: record.yaml, stages };
  }

  run(config: unknown, yaml?: string): ExperimentRow {
    const read = readExperiment(this.store, config);
    if (!read.experiment) {
      const { problems } = read;
      const [first] = problems;
      if (first?.said?.key === 'error.experiment.taken' && problems.length === 1)
        throw AppError.saying('conflict', first.said, { problems });
      const lines = problems.map(({ path, message, said }) =>
        say('error.colon', {
          what: path.join('.') || 'experiment',
          why: said ?? message,
        }),
      );
      throw AppError.of(
        'bad-input',
        'error.several',
        { problems: { each: lines, between: '\n' } },
        { problems },
      );
    }
    const { experiment, written } = read;
    const { name } = experiment;
    const existing = this.store.experiments.get(name);
    if (existing && !isSameExperiment(existing.config, experiment))
      throw AppError.saying('conflict', nameTaken(name), { name });
    if (existing) this.store.experiments.update(experiment, yaml ?? existing.yaml);
    else this.store.experiments.add(experiment, yaml ?? experimentYaml(written), Date.now());
    return this.start(experiment);
  }

  resume(name: string): ExperimentRow {
    return this.start(this.record(name).config);
  }

  /** Goes on in the place that it had when the lab ended, paused as it was. */
  takeUp(name: string): void {
    this.start(this.record(name).config, true);
  }

  /** How far it is, for the queue; undefined: there is none of that name. */
  standing(name: string) {
    const record = this.store.experiments.get(name);
    if (!record) return undefined;
    return { dataset: record.config.dataset, ...this.rows.progress(record, this.rows.stagesOf(name), true) };
  }

  /** Ends what nobody else needs and resolves when it has. */
  async end(name: string, how: 'stop' | 'kill'): Promise<void> {
    const { state } = this.record(name);
    if (state !== 'queued' && state !== 'running') return;
    await this.withdraw(name, how);
  }

  async remove(name: string): Promise<void> {
    this.record(name);
    await this.end(name, 'kill');
    // Resumed while its last stage ended: what that put into the queue would be nobody's.
    while (this.stages.isActive(name)) await this.withdraw(name, 'kill');
    // Removed twice at once.
    if (!this.store.experiments.get(name)) return;
    const keys = this.store.experiments.places(name).map(({ key }) => key);
    this.store.experiments.remove(name);
    this.line.tellSoon();
    this.untold.delete(name);
    this.hub.publish({ type: 'runs', keys });
    this.hub.publish({ type: 'experiment-removed', name });
  }

  async settled(name: string): Promise<ExperimentRow> {
    const record = this.record(name);
    if (record.state !== 'queued' && record.state !== 'running') return this.rows.of(record);
    return new Promise((resolve) => this.waiters.set(name, [...(this.waiters.get(name) ?? []), resolve]));
  }

  /** To be called when nothing of the experiment runs or can run any more. */
  onSettled(name: string): void {
    const record = this.store.experiments.get(name);
    if (!record || (record.state !== 'queued' && record.state !== 'running')) return;
    const stages = this.rows.stagesOf(name);
    const failed = stages.find(({ state }) => state === 'failed');
    if (failed) {
      // What failed stays out of the queue until somebody resumes.
      void this.stages.withdraw(name, 'stop');
      this.setState(name, 'failed', `${failed.title}: ${failed.error?.message ?? 'failed'}`);
      return;
    }
    const complete = stages.every(({ kind, state }) => !RESULT_STAGES.has(kind) || state === 'done');
    this.setState(name, complete ? 'done' : 'stopped');
  }

  onStageChanged(key: string): void {
    for (const name of this.store.experiments.holders(key)) {
      const record = this.store.experiments.get(name);
      if (record?.state === 'queued' && this.stages.isRunning(key) && this.stages.isActive(name))
        this.setState(name, 'running');
      // Paused, and the last of what ran has ended: it waits like the others.
      else if (record?.state === 'running' && this.line.isHeld(name) && this.rests(name))
        this.setState(name, 'queued');
      else this.tellSoon(name);
    }
  }

  /** Results of these are gone: an experiment that was done for one of them is not any more. */
  onPurged(keys: readonly string[]): void {
    for (const key of keys) {
      const stage = this.store.stages.get(key);
      for (const name of this.store.experiments.holders(key)) {
        const isResult = stage !== undefined && RESULT_STAGES.has(stage.kind);
        if (isResult && this.record(name).state === 'done') this.setState(name, 'stopped');
        else this.tellSoon(name);
      }
    }
  }

  /** They went into the trash or came out of it: the results of the experiments that show them are others. */
  onTrashChanged(keys: readonly string[]): void {
    for (const key of keys) for (const name of this.store.experiments.holders(key)) this.tellSoon(name);
  }

  /** What ends from now on is interrupted, and keeps its place in the queue. */
  startClosing(): void {
    this.closing = true;
  }

  close(): void {
    clearTimeout(this.timer);
    this.store.experiments.stopInterrupted(Date.now());
    for (const [name, waiters] of this.waiters) {
      for (const tell of waiters) tell(this.rows.of(this.record(name)));
    }
  }

  private async withdraw(name: string, how: 'stop' | 'kill'): Promise<void> {
    await this.stages.withdraw(name, how);
    // Resumed meanwhile: it is running again.
    if (!this.stages.isActive(name)) this.onSettled(name);
  }

  private rests(name: string): boolean {
    return (
      this.stages.isActive(name) &&
      !this.stages.open().some(({ state, wishes }) => state === 'running' && wishes.has(name))
    );
  }

  private start(experiment: Experiment, keepsPause = false): ExperimentRow {
    const { name } = experiment;
    const { state } = this.record(name);
    if ((state === 'queued' || state === 'running') && this.stages.goesOn(name))
      return this.rows.of(this.record(name));
    const nodes = planExperiment(this.store, experiment);
    this.store.transaction(() => {
      for (const node of nodes) this.store.stages.add(node);
    });
    const needed = neededNodes(nodes, (key) => this.stages.isFinished(key));
    const before = new Map(this.store.experiments.places(name).map((place) => [place.key, place.reused]));
    const broughtBack = nodes
      .map(({ key }) => key)
      .filter((key) => !before.has(key) && this.store.runs.isTrashed(key));
    this.store.transaction(() => {
      this.store.experiments.setPlaces(
        name,
        nodes.map(({ key, title, methods, repeats }) => ({
          key,
          title,
          methods,
          repeats,
          // Once computed for this experiment, a stage is not "reused" when the experiment goes on.
          reused: before.get(key) ?? !needed.has(key),
        })),
      );
      // Another experiment's trash that this one shows is wanted again; its own stays where the user put it.
      this.store.runs.bringBack(broughtBack);
    });
    this.onTrashChanged(broughtBack);
    // What was there before belongs to one more experiment now.
    this.hub.publish({ type: 'runs', keys: nodes.map(({ key }) => key) });
    this.setState(name, 'queued');
    const ranks = rankNodes(nodes, this.line.enter(name, keepsPause));
    const wanted = nodes
      .filter(({ key }) => needed.has(key))
      .map(({ key, config, seed, inputs }) => ({
        job: { key, config, seed, inputs, backend: experiment.backend },
        rank: ranks.get(key)!,
      }));
    this.stages.add(name, wanted);
    // Its pause may have ended with its entry into the line.
    this.tellSoon(name);
    return this.rows.of(this.record(name));
  }

  /** @throws AppError `not-found` */
  record(name: string): ExperimentRecord {
    const record = this.store.experiments.get(name);
    if (!record) throw AppError.of('not-found', 'error.noExperiment', { name }, { name });
    return record;
  }

  private setState(name: string, state: ExperimentState, error: string | null = null): void {
    const active = state === 'queued' || state === 'running';
    this.store.experiments.setState(name, state, active ? null : Date.now(), error);
    if (!active && !(this.closing && state === 'stopped')) this.line.leave([name]);
    else this.line.tellSoon();
    const row = this.rows.of(this.record(name));
    this.untold.delete(name);
    this.hub.publish({ type: 'experiment', row });
    if (active) return;
    const waiters = this.waiters.get(name) ?? [];
    this.waiters.delete(name);
    for (const tell of waiters) tell(row);
  }

  tellSoon(name: string): void {
    this.untold.add(name);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const records = [...this.untold].flatMap((changed) => this.store.experiments.get(changed) ?? []);
      for (const row of this.rows.all(records)) this.hub.publish({ type: 'experiment', row });
      this.untold.clear();
    }, TELL_AFTER_MS);
  }
}
