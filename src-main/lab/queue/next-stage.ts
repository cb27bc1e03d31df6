/** The rule of the queue: which ready stage starts next, and what an owner whose stages do not start waits for. */
import type { Device } from '#shared/contract/queue.ts';
import type { Slots } from './devices.ts';
import { type Entry, isOpen, rankOf } from './entry.ts';
import { compareRanks, isExclusive, type Job, type Rank } from './job.ts';

export interface Situation {
  entries: ReadonlyMap<string, Entry>;
  /** Owners that are paused: no stage starts for them alone. */
  held: ReadonlySet<string>;
  slots: Slots;
  /** Null: not known before one of its kind has started. */
  deviceOf(job: Job): Device | null;
}

export type Wait =
  | { reason: 'nothing' | 'paused' | 'alone' }
  | { reason: 'slot'; device: Device }
  /** The timed stage runs, or is about to. */
  | { reason: 'timed'; timed: Entry };

interface Use {
  running: number;
  on: Record<Device, number>;
  /** Running stages that have not said where they compute. */
  unknown: number;
  /** The timed stage that runs. */
  timed: Entry | undefined;
}

/** The most urgent ready stage that may start now. */
export function nextStage(situation: Situation): Entry | undefined {
  const use = useOf(situation);
  if (use.timed) return undefined;
  const next = firstFor(situation, use);
  // Its turn has come: what still runs ends first, and nothing else starts.
  return next && isExclusive(next.job) && use.running > 0 ? undefined : next;
}

export function waitOf(situation: Situation, owner: string): Wait {
  const own = [...situation.entries.values()].filter(({ wishes }) => wishes.has(owner));
  if (own.some(({ state }) => state === 'running')) return { reason: 'nothing' };
  if (situation.held.has(owner)) return { reason: 'paused' };
  const ready = own.filter(({ state }) => state === 'queued');
  const normal = ready.filter(({ job }) => !isExclusive(job));
  const use = useOf(situation);
  const first = use.timed ?? firstFor(situation, use);
  if (first && isExclusive(first.job) && !first.wishes.has(owner)) return { reason: 'timed', timed: first };
  if (normal.length === 0) return { reason: ready.length > 0 ? 'alone' : 'nothing' };
  return { reason: 'slot', device: situation.deviceOf(normal[0]!.job) ?? 'processor' };
}

function useOf({ entries }: Situation): Use {
  const use: Use = { running: 0, on: { processor: 0, gpu: 0 }, unknown: 0, timed: undefined };
  for (const entry of entries.values()) {
    if (entry.state !== 'running') continue;
    use.running++;
    if (isExclusive(entry.job)) use.timed = entry;
    if (entry.device === null) use.unknown++;
    else use.on[entry.device]++;
  }
  return use;
}

function firstFor(situation: Situation, use: Use): Entry | undefined {
  let next: Entry | undefined;
  let best: Rank | undefined;
  for (const entry of situation.entries.values()) {
    if (entry.state !== 'queued') continue;
    const rank = rankOf(entry, situation.held);
    if (!rank || (best && compareRanks(rank, best) >= 0)) continue;
    if (isExclusive(entry.job) ? !mayStandAlone(situation, entry, rank) : !hasSlot(situation, use, entry.job))
      continue;
    next = entry;
    best = rank;
  }
  return next;
}

/** What has not said where it computes may be anywhere, so it counts everywhere, and one at a time finds out. */
function hasSlot({ slots, deviceOf }: Situation, use: Use, job: Job): boolean {
  const device = deviceOf(job);
  if (device === null && use.unknown > 0) return false;
  const on = device ?? 'processor';
  return use.on[on] + use.unknown < slots[on];
}

/** A timed stage goes after all other work of its owner and of those before it, so that it keeps no slot empty. */
function mayStandAlone({ entries, held }: Situation, timed: Entry, { order }: Rank): boolean {
  const after = allAfter(entries, timed.job.key);
  for (const entry of entries.values()) {
    if (!isOpen(entry) || isExclusive(entry.job) || after.has(entry)) continue;
    for (const [owner, wish] of entry.wishes) if (wish.order <= order && !held.has(owner)) return false;
  }
  return true;
}

export const dependents = (entries: ReadonlyMap<string, Entry>, key: string): Entry[] =>
  [...entries.values()].filter(({ job }) => Object.values(job.inputs).includes(key));

/** What cannot start before this stage is done. */
function allAfter(entries: ReadonlyMap<string, Entry>, key: string, found = new Set<Entry>()): Set<Entry> {
  for (const later of dependents(entries, key)) {
    if (found.has(later)) continue;
    found.add(later);
    allAfter(entries, later.job.key, found);
  }
  return found;
}
