/**
 * The queue while its view is shown: read again when it changes, progress and memory by their own events. Changes by the
 * user go through here; those that a click makes can be undone.
 */
import type { LabEvent } from '#shared/contract/domain.ts';
import type { Device, Priority, QueueEntry, QueueState, QueueTarget } from '#shared/contract/queue.ts';
import { lab } from '../api.ts';
import { t } from './language.svelte.ts';
import { onLabEvent } from './live.ts';
import { attempt, notices } from './notices.svelte.ts';
import { Resource } from './resource.svelte.ts';

/** The metric under which the memory of a stage's process is sampled. */
const MEMORY = 'system/memory';

export class Queue {
  private readonly resource = new Resource(() => lab.queue.get());
  private readonly stop = onLabEvent((event) => this.hear(event));
  private notice: number | undefined;
  /** What was just done, for those who do not see it. */
  said = $state('');

  get state(): QueueState | undefined {
    return this.resource.value;
  }
  get slow(): boolean {
    return this.resource.slow;
  }
  get error() {
    return this.resource.error;
  }
  get entries(): readonly QueueEntry[] {
    return this.resource.value?.entries ?? [];
  }

  reload(): void {
    void this.resource.load();
  }

  dispose(): void {
    this.stop();
    this.resource.dispose();
  }

  /** By key there and back: no notice, the new place is said. */
  async step(name: string, by: -1 | 1): Promise<void> {
    const neighbour = this.entries[this.entries.findIndex((entry) => entry.name === name) + by];
    if (!neighbour) return;
    const to: QueueTarget = { place: by < 0 ? 'before' : 'after', of: neighbour.name };
    if (await this.put(() => lab.queue.move({ name, to }))) this.sayPlace(name);
  }

  async move(name: string, to: QueueTarget): Promise<void> {
    const before = this.entries;
    if (!(await this.put(() => lab.queue.move({ name, to })))) return;
    this.sayPlace(name);
    this.offerUndo(t('queue.moved', { name, at: this.placeOf(name) }), () => this.restore(name, before));
  }

  async setPriority(name: string, priority: Priority): Promise<void> {
    const before = this.entries;
    if (!(await this.put(() => lab.queue.setPriority({ name, priority })))) return;
    this.offerUndo(t('queue.prioritised', { name, priority: t(`queue.priority.${priority}`) }), () =>
      this.restore(name, before),
    );
  }

  /** @param name undefined: all */
  async pause(name: string | undefined, now: boolean): Promise<void> {
    const which = name === undefined ? {} : { name };
    if (!(await this.put(() => lab.queue.pause({ ...which, now })))) return;
    // The bar above says the same of the whole queue.
    if (name !== undefined)
      this.offerUndo(t(now ? 'queue.pausedOneNow' : 'queue.pausedOne', { name }), () => this.resume(name));
  }

  async resume(name?: string): Promise<void> {
    await this.put(() => lab.queue.resume(name === undefined ? {} : { name }));
  }

  /** The place in line is given back with it, as far as its neighbours are still there. */
  async stopExperiment(name: string): Promise<void> {
    const before = this.entries;
    if (!(await attempt(() => lab.experiments.stop({ name })))) return;
    this.reload();
    this.offerUndo(t('queue.stopped', { name }), async () => {
      if (await attempt(() => lab.experiments.resume({ name }))) await this.restore(name, before);
    });
  }

  async setSlots(device: Device, slots: number | null): Promise<void> {
    await this.put(() => lab.queue.setSlots({ device, slots }));
  }

  async takeUp(names?: string[]): Promise<void> {
    await this.put(() => lab.queue.takeUp({ names }));
  }

  async dismiss(names?: string[]): Promise<void> {
    await this.put(() => lab.queue.dismiss({ names }));
  }

  private placeOf = (name: string): string =>
    String(this.entries.findIndex((entry) => entry.name === name) + 1);

  private sayPlace(name: string): void {
    this.said = t('queue.moved', { name, at: this.placeOf(name) });
  }

  private async put(call: () => Promise<QueueState>): Promise<boolean> {
    return attempt(async () => {
      this.resource.value = await call();
    });
  }

  private async restore(name: string, before: readonly QueueEntry[]): Promise<void> {
    const at = before.findIndex((entry) => entry.name === name);
    const entry = before[at];
    if (!entry) return;
    await this.put(() => lab.queue.setPriority({ name, priority: entry.priority }));
    const there = (other: QueueEntry | undefined): boolean =>
      other?.priority === entry.priority && this.entries.some((one) => one.name === other.name);
    const next = before[at + 1];
    const former = before[at - 1];
    if (there(next)) await this.put(() => lab.queue.move({ name, to: { place: 'before', of: next!.name } }));
    else if (there(former))
      await this.put(() => lab.queue.move({ name, to: { place: 'after', of: former!.name } }));
  }

  /** One at a time: the way back is from what was done last. */
  private offerUndo(text: string, undo: () => Promise<void>): void {
    if (this.notice !== undefined) notices.close(this.notice);
    const id = notices.add({
      tone: 'info',
      text,
      action: {
        label: t('shared.undo'),
        run: () => {
          notices.close(id);
          void undo();
        },
      },
    });
    this.notice = id;
  }

  private hear(event: LabEvent): void {
    if (event.type === 'queue') return this.reload();
    const state = this.resource.value;
    if (!state) return;
    const change = (key: string, change: Partial<QueueState['running'][number]>): void => {
      if (!state.running.some((run) => run.key === key)) return;
      const running = state.running.map((run) => (run.key === key ? { ...run, ...change } : run));
      this.resource.value = { ...state, running };
    };
    if (event.type === 'stage') {
      const { key, progress, device } = event.stage;
      if (progress) change(key, { progress, backend: device });
    } else if (event.type === 'points') {
      const memoryBytes = event.values[MEMORY];
      if (memoryBytes !== undefined) change(event.key, { memoryBytes });
    }
  }
}
