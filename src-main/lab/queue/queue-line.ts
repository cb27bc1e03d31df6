/**
 * The line of experiments: who has a place in it, in what order, who is paused. Kept in the database, so that it is there
 * after a restart of the lab, and handed to the stage desk at each change. Imports have no place: they go before all.
 */
import type { Priority, QueueTarget } from '#shared/contract/queue.ts';
import { AppError } from '#shared/errors.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { QueuePlace } from '../store/queue-table.ts';
import type { Store } from '../store/store.ts';
import { moved } from './reorder.ts';
import type { StageDesk } from './stage-desk.ts';

/** Readers read the whole queue again, and many stages may change at once. */
const TELL_AFTER_MS = 150;

export class QueueLine {
  private readonly store: Store;
  private readonly stages: Pick<StageDesk, 'setOrders' | 'hold'>;
  private readonly hub: EventHub;
  private timer: NodeJS.Timeout | undefined;

  constructor(store: Store, stages: Pick<StageDesk, 'setOrders' | 'hold'>, hub: EventHub) {
    this.store = store;
    this.stages = stages;
    this.hub = hub;
  }

  get paused(): boolean {
    return this.store.queue.setting('paused') === 1;
  }

  places(): QueuePlace[] {
    return this.store.queue.places();
  }

  /** No stage starts for it alone: it is paused, or all are. */
  isHeld(name: string): boolean {
    return this.held().has(name);
  }

  held(): ReadonlySet<string> {
    const all = this.paused;
    return new Set(
      this.places()
        .filter(({ paused }) => all || paused)
        .map(({ name }) => name),
    );
  }

  /**
   * Gives an experiment its place: the one it had when the lab ended, else the last.
   * @returns its order among the others
   */
  enter(name: string, keepsPause = false): number {
    this.store.queue.add(name);
    if (!keepsPause) this.change([name], { paused: false });
    this.apply();
    return this.places().findIndex((place) => place.name === name) + 1;
  }

  leave(names: readonly string[]): void {
    for (const name of names) this.store.queue.remove(name);
    this.apply();
  }

  /** @throws AppError `conflict` where one of the two has no place */
  move(name: string, to: QueueTarget): void {
    this.place(name);
    if ('of' in to) this.place(to.of);
    const changed = moved(this.places(), name, to);
    this.store.transaction(() => changed.forEach((place) => this.store.queue.change(place)));
    this.apply();
  }

  setPriority(name: string, priority: Priority): void {
    this.place(name);
    this.change([name], { priority });
    this.apply();
  }

  /** @param name undefined: all @param now what runs stops at a checkpoint */
  pause(name: string | undefined, now: boolean): void {
    if (name === undefined) this.store.queue.set('paused', 1);
    else {
      this.place(name);
      this.change([name], { paused: true });
    }
    this.apply(now);
  }

  resume(name: string | undefined): void {
    if (name === undefined) this.store.queue.set('paused', null);
    else {
      this.place(name);
      this.change([name], { paused: false });
    }
    this.apply();
  }

  /** Something that readers of the queue see has changed. */
  tellSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.hub.publish({ type: 'queue' });
    }, TELL_AFTER_MS);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private place(name: string): QueuePlace {
    const place = this.places().find((one) => one.name === name);
    if (place) return place;
    const record = this.store.experiments.get(name);
    throw record
      ? AppError.of('conflict', 'error.queue.notIn', { name, state: record.state }, { name })
      : AppError.of('not-found', 'error.noExperiment', { name }, { name });
  }

  private change(names: readonly string[], change: Partial<QueuePlace>): void {
    for (const place of this.places())
      if (names.includes(place.name)) this.store.queue.change({ ...place, ...change });
  }

  private apply(now = false): void {
    // Held before they are put in order: an order that starts something must not start what is paused.
    this.stages.hold(this.held(), now);
    this.stages.setOrders(new Map(this.places().map(({ name }, at) => [name, at + 1])));
    this.tellSoon();
  }
}
