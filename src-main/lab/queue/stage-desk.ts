/**
 * Stages as the rest of the lab sees them: hands them to the queue and the supervisor, writes every change to the store
 * and tells it to the readers of events. Knows the owners only by their names.
 */
import type { LabEvent, LogLine, Progress } from '#shared/contract/domain.ts';
import type { TrainerEvent } from '#shared/trainer-protocol/messages.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { LogNote } from '../lab-api.ts';
import type { StageChange, StageRecord } from '../store/stage-table.ts';
import type { Store } from '../store/store.ts';
import { runStage, type SupervisorParts } from '../supervisor/run-stage.ts';
import { SYSTEM_METRICS } from '../system-metrics/sample.ts';
import { SystemSampler } from '../system-metrics/system-sampler.ts';
import { WorkerReader } from '../system-metrics/worker-reader.ts';
import { type DeviceBook, deviceOfInfo, type Slots } from './devices.ts';
import type { Entry } from './entry.ts';
import type { Job, Outcome, Rank, StageRun } from './job.ts';
import type { Wait } from './next-stage.ts';
import { StageQueue } from './stage-queue.ts';

/** Progress of one stage goes to readers at most this often. */
const PROGRESS_EVERY_MS = 200;

export interface DeskHooks {
  /** A stage's state (not its progress) changed. */
  stageChanged(key: string): void;
  settled(owner: string): void;
  log(note: LogNote): void;
}

export class StageDesk {
  private readonly queue: StageQueue;
  private readonly progress = new Map<string, Progress>();
  private readonly lastTold = new Map<string, number>();
  private readonly waiters = new Map<string, ((outcome: Outcome) => void)[]>();
  private readonly store: Store;
  private readonly artifacts: ArtifactStore;
  private readonly hub: EventHub;
  private readonly parts: SupervisorParts;
  private readonly hooks: DeskHooks;
  private readonly runs = new Map<string, StageRun>();
  private readonly sampler: SystemSampler;

  private readonly devices: DeviceBook;
  /** Last sample of the running stages' processes. */
  private readonly memory = new Map<string, number>();

  constructor(
    store: Store,
    hub: EventHub,
    parts: SupervisorParts,
    { slots, devices }: { slots: Slots; devices: DeviceBook },
    hooks: DeskHooks,
  ) {
    this.store = store;
    this.devices = devices;
    this.artifacts = parts.artifacts;
    this.hub = hub;
    this.parts = parts;
    this.hooks = hooks;
    this.sampler = new SystemSampler(new WorkerReader(), (key, second, values) => {
      const bytes = values[SYSTEM_METRICS.memory];
      if (bytes !== undefined) this.memory.set(key, bytes);
      this.addPoints(key, second, values);
    });
    this.queue = new StageQueue(slots, {
      deviceOf: (job) => devices.of(job),
      start: (job) => this.start(job),
      changed: (key, state) => this.change(key, state === 'running' ? startOf() : { state, error: null }),
      ended: (job, outcome) => this.end(job, outcome),
      settled: (owner) => hooks.settled(owner),
    });
  }

  /** Puts stages in the queue; each must have its row in the store. */
  add(owner: string, wanted: readonly { job: Job; rank: Rank }[]): void {
    this.queue.add(owner, wanted);
  }

  /** Ends what only this owner wants; resolves when nothing of it runs any more. */
  async withdraw(owner: string, how: 'stop' | 'kill'): Promise<void> {
    const { dropped, ended } = this.queue.withdraw(owner, how);
    for (const key of dropped) this.change(key, { state: 'stopped' });
    await ended;
  }

  /** How the stage's present or next run ends. */
  outcome(key: string): Promise<Outcome> {
    return new Promise((resolve) => this.waiters.set(key, [...(this.waiters.get(key) ?? []), resolve]));
  }

  isActive(owner: string): boolean {
    return this.queue.isActive(owner);
  }

  /** As `isActive`, without what is on its way out. */
  goesOn(owner: string): boolean {
    return this.queue.goesOn(owner);
  }

  isRunning(key: string): boolean {
    return this.queue.isRunning(key);
  }

  /** Whether it runs or waits for its turn. */
  isOpen(key: string): boolean {
    return this.queue.isOpen(key);
  }

  setSlots(slots: Slots): void {
    this.queue.setSlots(slots);
  }

  /** Places in line by owner. */
  setOrders(orders: ReadonlyMap<string, number>): void {
    this.queue.setOrders(orders);
  }

  /** No stage starts for these owners alone. @param now what runs for them alone stops at a checkpoint */
  hold(owners: ReadonlySet<string>, now = false): void {
    this.queue.hold(owners, now);
  }

  /** All stages that run or wait, with those who want them. */
  open(): Entry[] {
    return this.queue.open();
  }

  waitOf(owner: string): Wait {
    return this.queue.waitOf(owner);
  }

  memoryOf(key: string): number | null {
    return this.memory.get(key) ?? null;
  }

  counts(): { running: number; queued: number } {
    return this.queue.counts();
  }

  progressOf(key: string): Progress | null {
    return this.progress.get(key) ?? null;
  }

  /**
   * Whether a stage's result is there, whole. What a crash left between artifact and database is set right here; a
   * damaged artifact is removed with a note, to be computed again.
   */
  isFinished(key: string): boolean {
    try {
      const manifest = this.artifacts.find(key);
      const row = this.store.stages.get(key);
      if (manifest && row && row.state !== 'done') {
        const { summary, device, startedAt, endedAt } = manifest;
        this.store.stages.change(key, { state: 'done', error: null, summary, device, startedAt, endedAt });
      }
      return manifest !== null;
    } catch (error) {
      this.note(
        key,
        'warn',
        `${error instanceof Error ? error.message : String(error)} It is computed again.`,
      );
      this.artifacts.remove(key);
      return false;
    }
  }

  /** Stops all running stages at a checkpoint; nothing starts any more. */
  async close(): Promise<void> {
    this.queue.close();
    const runs = [...this.runs.values()];
    for (const run of runs) run.stop();
    await Promise.all(runs.map(({ outcome }) => outcome));
    this.sampler.close();
  }

  /** A line about a stage, for its log and for the one who watches the lab. */
  note(key: string, level: 'info' | 'warn', message: string): void {
    this.hooks.log({ level, key, message });
    const stage = this.store.stages.id(key);
    if (stage === undefined) return;
    const written = (line: LogLine): void => this.hub.publish({ type: 'log', key, line });
    this.store.curves.addLine({ stage, time: Date.now(), level, message, written });
  }

  private start(job: Job): StageRun {
    const run = runStage(this.parts, job, {
      process: (pid) => this.sampler.watch(job.key, pid),
      event: (event) => this.hear(job, event),
      note: (level, message) => this.note(job.key, level, message),
    });
    this.runs.set(job.key, run);
    return run;
  }

  private hear({ key, backend }: Job, event: TrainerEvent): void {
    if (event.type === 'started') {
      const stage = this.store.stages.id(key);
      // From the beginning again: the curves of an earlier, lost try would mix with these.
      if (event.resumedAtStep === 0 && stage !== undefined) this.store.curves.clearPoints(stage);
      else if (event.resumedAtStep > 0) this.note(key, 'info', `Goes on from step ${event.resumedAtStep}.`);
      this.change(key, { device: event.device });
      this.devices.learn(backend, event.device);
      this.queue.setDevice(key, deviceOfInfo(event.device));
      this.sampler.started(key, event.resumedAtStep > 0 ? this.sampledSeconds(key) : 0);
    } else if (event.type === 'progress') {
      const { phase, done, total, unit, rate } = event;
      this.progress.set(key, { phase, done, total, unit, rate });
      const now = performance.now();
      if (now - (this.lastTold.get(key) ?? -Infinity) < PROGRESS_EVERY_MS) return;
      this.lastTold.set(key, now);
      const row = this.store.stages.get(key);
      if (row) this.tell(row);
    } else if (event.type === 'points') {
      const { step, values } = event;
      this.sampler.step(key, step);
      this.addPoints(key, step, values);
    } else if (event.type === 'log') this.note(key, event.level, event.message);
  }

  private addPoints(key: string, step: number, values: Record<string, number>): void {
    const stage = this.store.stages.id(key);
    if (stage !== undefined) this.store.curves.addPoints(stage, step, values);
    this.hub.publish({ type: 'points', key, step, values });
  }

  /** Where the samples of an earlier part of the stage ended. */
  private sampledSeconds(key: string): number {
    const stage = this.store.stages.id(key);
    const curves = stage === undefined ? [] : this.store.curves.curves(stage);
    return curves.find(({ metric }) => metric === SYSTEM_METRICS.memory)?.steps.at(-1) ?? 0;
  }

  private end(job: Job, outcome: Outcome): void {
    const { key } = job;
    this.sampler.ended(key);
    this.runs.delete(key);
    this.progress.delete(key);
    this.memory.delete(key);
    this.lastTold.delete(key);
    this.change(key, changeAfter(outcome));
    if (outcome.type === 'failed') this.note(key, 'warn', outcome.error.message);
    const waiters = this.waiters.get(key) ?? [];
    this.waiters.delete(key);
    for (const tell of waiters) tell(outcome);
  }

  private change(key: string, change: StageChange): void {
    const row = this.store.stages.change(key, change);
    this.tell(row);
    this.hooks.stageChanged(key);
  }

  private tell(row: StageRecord): void {
    this.hub.publish(stageEvent(row, this.progressOf(row.key)));
  }
}

const startOf = (): StageChange => ({
  state: 'running',
  startedAt: Date.now(),
  endedAt: null,
  device: null,
  summary: null,
  error: null,
});

function changeAfter(outcome: Outcome): StageChange {
  if (outcome.type === 'done') {
    const { summary, device, endedAt } = outcome;
    return { state: 'done', summary, device, endedAt };
  }
  const endedAt = Date.now();
  return outcome.type === 'failed'
    ? { state: 'failed', error: outcome.error, endedAt }
    : { state: 'stopped', endedAt };
}

function stageEvent(row: StageRecord, progress: Progress | null): LabEvent {
  const { key, state, startedAt, endedAt, device, summary } = row;
  const error = row.error && { ...row.error, details: row.error.details ?? {} };
  return { type: 'stage', stage: { key, state, progress, startedAt, endedAt, device, error, summary } };
}
