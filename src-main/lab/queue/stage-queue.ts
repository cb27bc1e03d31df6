/**
 * The unfinished stages of all owners (experiments, imports): starts ready ones while there are free slots, in the order
 * of next-stage.ts, and follows their ends. It knows no database and no process; both come in as functions.
 */
import type { Device } from '#shared/contract/queue.ts';
import type { Slots } from './devices.ts';
import { type Entry, isOpen, newEntry } from './entry.ts';
import type { Job, Outcome, Rank, StageRun } from './job.ts';
import { dependents, nextStage, type Situation, type Wait, waitOf } from './next-stage.ts';

export interface QueueHooks {
  /** Where a stage will compute; null: not known before one of its kind has started. */
  deviceOf(job: Job): Device | null;
  /** Starts a stage whose inputs are all finished. */
  start(job: Job): StageRun;
  /** A stage waits, is ready, or runs. Its end comes by `ended`. */
  changed(key: string, state: 'waiting' | 'queued' | 'running'): void;
  ended(job: Job, outcome: Outcome): void;
  /** Nothing of the owner runs or can run any more. */
  settled(owner: string): void;
}

export class StageQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly hooks: QueueHooks;
  private slots: Slots;
  private held: ReadonlySet<string> = new Set();
  private closed = false;

  constructor(slots: Slots, hooks: QueueHooks) {
    this.slots = slots;
    this.hooks = hooks;
  }

  /** How many stages each device takes from now on; what runs beyond that ends as it would. */
  setSlots(slots: Slots): void {
    this.slots = slots;
    this.pump();
  }

  /** The owners' places in line, in place of those their stages came with; other owners keep theirs. */
  setOrders(orders: ReadonlyMap<string, number>): void {
    for (const { wishes } of this.entries.values()) {
      for (const [owner, rank] of wishes) {
        const order = orders.get(owner);
        if (order !== undefined) wishes.set(owner, { ...rank, order });
      }
    }
    this.pump();
  }

  /** From now on no stage starts for these owners alone. @param now what runs for them alone stops at a checkpoint */
  hold(owners: ReadonlySet<string>, now = false): void {
    this.held = owners;
    for (const entry of now ? this.entries.values() : []) {
      if (entry.state !== 'running' || entry.stopping) continue;
      if (![...entry.wishes.keys()].every((owner) => owners.has(owner))) continue;
      entry.stopping = true;
      entry.run?.stop();
    }
    this.pump();
  }

  /** A running stage has said where it computes. */
  setDevice(key: string, device: Device): void {
    const entry = this.entries.get(key);
    if (entry?.state !== 'running') return;
    entry.device = device;
    this.pump();
  }

  /** All that run or wait. */
  open(): Entry[] {
    return [...this.entries.values()].filter(isOpen);
  }

  waitOf(owner: string): Wait {
    return waitOf(this.situation(), owner);
  }

  /** Stages an owner still needs; finished ones are not among them. An owner without any settles at once. */
  add(owner: string, wanted: readonly { job: Job; rank: Rank }[]): void {
    for (const { job, rank } of wanted) {
      const entry = this.entries.get(job.key);
      if (entry) {
        entry.wishes.set(owner, rank);
        entry.leaving.delete(owner);
      } else this.entries.set(job.key, newEntry(job, owner, rank));
    }
    const retried: string[] = [];
    for (const { job } of wanted) {
      const entry = this.entries.get(job.key)!;
      if (entry.state !== 'failed' && entry.state !== 'blocked') continue;
      // Asking again is the way to retry.
      entry.state = 'waiting';
      retried.push(job.key);
    }
    for (const key of retried) this.unblock(key);
    for (const { job } of wanted) {
      const entry = this.entries.get(job.key)!;
      if (entry.state !== 'running') this.enter(entry, this.isReady(entry) ? 'queued' : 'waiting');
    }
    this.pump();
    this.reportSettled([owner]);
  }

  /**
   * Takes an owner's stages out. Those that nobody else wants end: at a checkpoint (`stop`) or at once (`kill`).
   * @returns the keys that waited and now do not, and the end of those that ran
   */
  withdraw(owner: string, how: 'stop' | 'kill'): { dropped: string[]; ended: Promise<void> } {
    const dropped: string[] = [];
    const running: Promise<void>[] = [];
    for (const [key, entry] of this.entries) {
      if (!entry.wishes.has(owner)) continue;
      if (entry.wishes.size > 1) {
        entry.wishes.delete(owner);
      } else if (entry.state === 'running') {
        entry.leaving.add(owner);
        running.push(entry.ended);
        entry.stopping = true;
        if (how === 'kill') entry.run?.kill();
        else entry.run?.stop();
      } else {
        if (entry.state === 'waiting' || entry.state === 'queued') dropped.push(key);
        this.entries.delete(key);
      }
    }
    // A timed stage that waited for these, or kept others waiting, does so no more.
    this.pump();
    return { dropped, ended: Promise.all(running).then(() => undefined) };
  }

  /** Starts nothing new from now on. */
  close(): void {
    this.closed = true;
  }

  counts(): { running: number; queued: number } {
    let running = 0;
    let queued = 0;
    for (const { state } of this.entries.values()) {
      if (state === 'running') running++;
      else if (state === 'queued' || state === 'waiting') queued++;
    }
    return { running, queued };
  }

  /** Whether anything of the owner runs or may still run. */
  isActive(owner: string): boolean {
    for (const entry of this.entries.values()) if (entry.wishes.has(owner) && isOpen(entry)) return true;
    return false;
  }

  /** As `isActive`, without what runs only until its checkpoint is written because the owner asked for its end. */
  goesOn(owner: string): boolean {
    for (const entry of this.entries.values())
      if (entry.wishes.has(owner) && !entry.leaving.has(owner) && isOpen(entry)) return true;
    return false;
  }

  isRunning(key: string): boolean {
    return this.entries.get(key)?.state === 'running';
  }

  /** Whether it runs or waits for its turn. */
  isOpen(key: string): boolean {
    const entry = this.entries.get(key);
    return entry !== undefined && isOpen(entry);
  }

  private enter(entry: Entry, state: 'waiting' | 'queued' | 'running'): void {
    entry.state = state;
    this.hooks.changed(entry.job.key, state);
  }

  private isReady(entry: Entry): boolean {
    return Object.values(entry.job.inputs).every((key) => !this.entries.has(key));
  }

  private situation(): Situation {
    const { entries, held, slots } = this;
    return { entries, held, slots, deviceOf: (job) => this.hooks.deviceOf(job) };
  }

  private pump(): void {
    while (!this.closed) {
      const next = nextStage(this.situation());
      if (!next) return;
      this.start(next);
    }
  }

  private start(entry: Entry): void {
    entry.device = this.hooks.deviceOf(entry.job);
    this.enter(entry, 'running');
    const run = this.hooks.start(entry.job);
    entry.run = run;
    entry.ended = run.outcome.then((outcome) => this.end(entry, outcome));
  }

  private end(entry: Entry, outcome: Outcome): void {
    Object.assign(entry, { run: null, device: null, stopping: false });
    const { key } = entry.job;
    const owners = [...entry.wishes.keys()];
    let wantedAgain = false;
    if (outcome.type === 'failed') {
      entry.state = 'failed';
      this.block(key);
    } else if (outcome.type === 'done') this.entries.delete(key);
    else {
      for (const owner of entry.leaving) entry.wishes.delete(owner);
      entry.leaving.clear();
      if (entry.wishes.size === 0 || this.closed) this.entries.delete(key);
      else wantedAgain = true;
    }
    this.hooks.ended(entry.job, outcome);
    // Somebody came for the stage after it was asked to stop: it goes on from its checkpoint.
    if (wantedAgain) this.enter(entry, 'queued');
    for (const later of dependents(this.entries, key)) {
      if (later.state === 'waiting' && this.isReady(later)) this.enter(later, 'queued');
    }
    this.pump();
    this.reportSettled(owners);
  }

  private block(key: string): void {
    for (const later of dependents(this.entries, key)) {
      if (later.state === 'blocked') continue;
      later.state = 'blocked';
      this.block(later.job.key);
    }
  }

  /** Others may have asked for what stands on a stage that is tried again. */
  private unblock(key: string): void {
    for (const later of dependents(this.entries, key)) {
      const inputs = Object.values(later.job.inputs).map((input) => this.entries.get(input)?.state);
      if (later.state !== 'blocked' || inputs.some((state) => state === 'failed' || state === 'blocked'))
        continue;
      this.enter(later, 'waiting');
      this.unblock(later.job.key);
    }
  }

  private reportSettled(owners: readonly string[]): void {
    for (const owner of owners) if (!this.isActive(owner)) this.hooks.settled(owner);
  }
}
