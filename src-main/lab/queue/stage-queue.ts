/**
 * Which stage runs next: holds the unfinished stages of all owners (experiments, imports), starts ready ones while there
 * are free slots, and follows their ends. It knows no database and no process; both come in as functions.
 */
import {
  compareRanks,
  isExclusive,
  type Job,
  type JobState,
  type Outcome,
  type Rank,
  type StageRun,
} from './job.ts';

interface Entry {
  job: Job;
  state: JobState;
  /** Owner -> how urgently it wants the stage. */
  wishes: Map<string, Rank>;
  /** Owners who asked the running stage to end; their wish stays so that the end is theirs. */
  leaving: Set<string>;
  run: StageRun | null;
  /** Ends with the run, for those who wait for a stop. */
  ended: Promise<void>;
}

export interface QueueHooks {
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
  private readonly slots: number;
  private closed = false;

  constructor(slots: number, hooks: QueueHooks) {
    this.slots = slots;
    this.hooks = hooks;
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
    for (const { job } of wanted) {
      const entry = this.entries.get(job.key)!;
      // Asking again is the way to retry.
      if (entry.state === 'failed' || entry.state === 'blocked') entry.state = 'waiting';
    }
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
    for (const { state, wishes } of this.entries.values()) {
      if (wishes.has(owner) && (state === 'running' || state === 'queued' || state === 'waiting'))
        return true;
    }
    return false;
  }

  isRunning(key: string): boolean {
    return this.entries.get(key)?.state === 'running';
  }

  /** Whether it runs or waits for its turn. */
  isOpen(key: string): boolean {
    const state = this.entries.get(key)?.state;
    return state === 'running' || state === 'queued' || state === 'waiting';
  }

  private enter(entry: Entry, state: 'waiting' | 'queued' | 'running'): void {
    entry.state = state;
    this.hooks.changed(entry.job.key, state);
  }

  private isReady(entry: Entry): boolean {
    return Object.values(entry.job.inputs).every((key) => !this.entries.has(key));
  }

  private pump(): void {
    while (!this.closed) {
      let running = 0;
      let next: Entry | undefined;
      for (const entry of this.entries.values()) {
        if (entry.state === 'running') {
          if (isExclusive(entry.job)) return;
          running++;
        } else if (entry.state === 'queued' && (!next || compareRanks(rankOf(entry), rankOf(next)) < 0)) {
          if (!isExclusive(entry.job) || this.mayStandAlone(entry)) next = entry;
        }
      }
      if (!next || running >= this.slots) return;
      // Its turn has come: what still runs ends first, and nothing else starts.
      if (isExclusive(next.job) && running > 0) return;
      this.start(next);
    }
  }

  /** A timed stage goes after all other work of its owner and of those before it, so that it keeps no slot empty. */
  private mayStandAlone(timed: Entry): boolean {
    const { order } = rankOf(timed);
    const after = this.allAfter(timed.job.key);
    for (const entry of this.entries.values()) {
      const { state, job, wishes } = entry;
      const open = state === 'waiting' || state === 'queued' || state === 'running';
      if (!open || isExclusive(job) || after.has(entry)) continue;
      if ([...wishes.values()].some((wish) => wish.order <= order)) return false;
    }
    return true;
  }

  /** What cannot start before this stage is done. */
  private allAfter(key: string, found = new Set<Entry>()): Set<Entry> {
    for (const later of this.dependents(key)) {
      if (found.has(later)) continue;
      found.add(later);
      this.allAfter(later.job.key, found);
    }
    return found;
  }

  private start(entry: Entry): void {
    this.enter(entry, 'running');
    const run = this.hooks.start(entry.job);
    entry.run = run;
    entry.ended = run.outcome.then((outcome) => this.end(entry, outcome));
  }

  private end(entry: Entry, outcome: Outcome): void {
    entry.run = null;
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
    for (const later of this.dependents(key)) {
      if (later.state === 'waiting' && this.isReady(later)) this.enter(later, 'queued');
    }
    this.pump();
    this.reportSettled(owners);
  }

  private dependents(key: string): Entry[] {
    return [...this.entries.values()].filter(({ job }) => Object.values(job.inputs).includes(key));
  }

  private block(key: string): void {
    for (const later of this.dependents(key)) {
      if (later.state === 'blocked') continue;
      later.state = 'blocked';
      this.block(later.job.key);
    }
  }

  private reportSettled(owners: readonly string[]): void {
    for (const owner of owners) if (!this.isActive(owner)) this.hooks.settled(owner);
  }
}

function newEntry(job: Job, owner: string, rank: Rank): Entry {
  return {
    job,
    state: 'waiting',
    wishes: new Map([[owner, rank]]),
    leaving: new Set(),
    run: null,
    ended: Promise.resolve(),
  };
}

function rankOf(entry: Entry): Rank {
  return [...entry.wishes.values()].reduce((best, rank) => (compareRanks(rank, best) < 0 ? rank : best));
}
