/** The queue from outside: its calls, and the picture that readers get of it. The rules are queue-line.ts's and below. */
import {
  DEVICES,
  type Device,
  type Priority,
  type QueueEntry,
  type QueueRun,
  type QueueState,
  type QueueTarget,
} from '#shared/contract/queue.ts';
import { STAGE_TITLES } from '#shared/trainer-protocol/stages.ts';
import type { ExperimentDesk } from '../experiments/experiment-desk.ts';
import type { QueuePlace } from '../store/queue-table.ts';
import type { Store } from '../store/store.ts';
import type { DeviceBook, Slots } from './devices.ts';
import type { Entry } from './entry.ts';
import { isExclusive } from './job.ts';
import type { QueueCalls } from './queue-calls.ts';
import type { QueueLine } from './queue-line.ts';
import { slotsSetting } from './slots.ts';
import type { StageDesk } from './stage-desk.ts';

export interface QueueParts {
  store: Store;
  stages: StageDesk;
  line: QueueLine;
  experiments: Pick<ExperimentDesk, 'standing' | 'takeUp' | 'tellSoon'>;
  devices: DeviceBook;
  defaultSlots: Slots;
  /** Trainers share the machine by the number of slots. */
  slotsChanged(): void;
}

/** As set by the user, else the lab's own choice. */
export function slotsOf({ queue }: Pick<Store, 'queue'>, defaults: Slots): Slots {
  const of = (device: Device): number => queue.setting(slotsSetting(device)) ?? defaults[device];
  return { processor: of('processor'), gpu: of('gpu') };
}

export class QueueDesk implements QueueCalls {
  private readonly parts: QueueParts;

  constructor(parts: QueueParts) {
    this.parts = parts;
  }

  get(): QueueState {
    const { stages, line } = this.parts;
    const open = stages.open();
    const running = open.filter(({ state }) => state === 'running');
    const waiting = open.filter(
      (entry) => entry.state !== 'running' && this.experimentsOf(entry).length === 0,
    );
    return {
      paused: line.paused,
      devices: this.devices(running),
      running: running
        .map((entry) => this.runOf(entry))
        .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.key < b.key ? -1 : 1)),
      imports: waiting.map(({ job }) => ({
        key: job.key,
        kind: job.config.kind,
        source: sourceOf(job.config),
      })),
      entries: line.places().flatMap((place) => this.entryOf(place, open) ?? []),
    };
  }

  move(name: string, to: QueueTarget): QueueState {
    this.parts.line.move(name, to);
    return this.get();
  }

  setPriority(name: string, priority: Priority): QueueState {
    this.parts.line.setPriority(name, priority);
    return this.get();
  }

  pause(name: string | undefined, now: boolean): QueueState {
    this.parts.line.pause(name, now);
    this.tellOf(name);
    return this.get();
  }

  resume(name: string | undefined): QueueState {
    this.parts.line.resume(name);
    this.tellOf(name);
    return this.get();
  }

  setSlots(device: Device, slots: number | null): QueueState {
    const { store, stages, line, defaultSlots, slotsChanged } = this.parts;
    store.queue.set(slotsSetting(device), slots);
    slotsChanged();
    stages.setSlots(slotsOf(store, defaultSlots));
    line.tellSoon();
    return this.get();
  }

  takeUp(names?: readonly string[]): QueueState {
    const problems: unknown[] = [];
    for (const name of this.interrupted(names)) {
      try {
        this.parts.experiments.takeUp(name);
      } catch (error) {
        problems.push(error);
      }
    }
    if (problems.length > 0) throw problems[0];
    return this.get();
  }

  dismiss(names?: readonly string[]): QueueState {
    this.parts.line.leave(this.interrupted(names));
    return this.get();
  }

  /** Rows say whether they are paused. @param name undefined: all */
  private tellOf(name: string | undefined): void {
    const { line, experiments } = this.parts;
    for (const place of line.places())
      if (name === undefined || place.name === name) experiments.tellSoon(place.name);
  }

  private interrupted(names?: readonly string[]): string[] {
    const { line, stages } = this.parts;
    return line
      .places()
      .map(({ name }) => name)
      .filter((name) => !stages.isActive(name) && (names?.includes(name) ?? true));
  }

  private devices(running: readonly Entry[]): QueueState['devices'] {
    const { store, devices, defaultSlots } = this.parts;
    const slots = slotsOf(store, defaultSlots);
    return DEVICES.filter(
      (device) =>
        device === 'processor' || devices.hasGpu() || store.queue.setting(slotsSetting(device)) !== null,
    ).map((device) => ({
      device,
      name: devices.nameOf(device),
      slots: slots[device],
      defaultSlots: defaultSlots[device],
      running: running.filter((entry) => (entry.device ?? 'processor') === device).length,
    }));
  }

  private experimentsOf({ wishes }: Entry): string[] {
    return [...wishes.keys()].filter((owner) => this.parts.store.experiments.get(owner) !== undefined);
  }

  private runOf(entry: Entry): QueueRun {
    const { store, stages } = this.parts;
    const { key, config, seed } = entry.job;
    const experiments = this.experimentsOf(entry);
    const [first] = experiments;
    const place = first === undefined ? undefined : store.experiments.place(first, key);
    const { startedAt = null, device = null } = store.stages.get(key) ?? {};
    return {
      key,
      kind: config.kind,
      title: place?.title ?? STAGE_TITLES[config.kind],
      seed,
      methods: place?.methods ?? [],
      experiments,
      source: sourceOf(config),
      device: entry.device ?? 'processor',
      backend: device,
      progress: stages.progressOf(key),
      startedAt,
      memoryBytes: stages.memoryOf(key),
      stopping: entry.stopping,
      alone: isExclusive(entry.job),
    };
  }

  private entryOf({ name, priority, paused }: QueuePlace, open: readonly Entry[]): QueueEntry | undefined {
    const { experiments, stages } = this.parts;
    const standing = experiments.standing(name);
    if (!standing) return undefined;
    const running = open.filter(({ state, wishes }) => state === 'running' && wishes.has(name)).length;
    const active = stages.isActive(name);
    return {
      ...standing,
      name,
      priority,
      paused,
      state: !active ? 'interrupted' : running > 0 ? 'running' : 'queued',
      running,
      waitsFor: active ? this.waitsFor(name, paused) : NOTHING,
    };
  }

  private waitsFor(name: string, paused: boolean): QueueEntry['waitsFor'] {
    const wait = this.parts.stages.waitOf(name);
    if (wait.reason === 'paused') return { ...NOTHING, reason: paused ? 'paused' : 'queue-paused' };
    if (wait.reason === 'slot') return { ...NOTHING, reason: 'slot', device: wait.device };
    if (wait.reason !== 'timed') return { ...NOTHING, reason: wait.reason };
    const { title, experiments } = this.runOf(wait.timed);
    return { reason: 'timed', device: null, stage: title, experiment: experiments[0] ?? null };
  }
}

const NOTHING = { reason: 'nothing', device: null, stage: null, experiment: null } as const;

const sourceOf = (config: Entry['job']['config']): string | null =>
  'source' in config ? config.source : null;
