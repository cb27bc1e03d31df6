/**
 * Passes live changes to any number of readers. A reader that is slow loses detail, never the present state: a newer
 * state replaces the waiting older one of the same thing, and beyond a bound the oldest points and log lines go.
 */
import type { LabEvent } from '#shared/contract/domain.ts';

/** Events that wait for one reader. */
const BUFFER_LIMIT = 2000;

export class EventHub {
  private readonly readers = new Set<EventReader>();

  publish(event: LabEvent): void {
    for (const reader of this.readers) reader.push(event);
  }

  get hasReaders(): boolean {
    return this.readers.size > 0;
  }

  /** Events from now on; ends with `signal`, `return()` or `close()`. */
  subscribe(signal?: AbortSignal): AsyncIteratorObject<LabEvent, undefined, void> {
    const reader = new EventReader(() => this.readers.delete(reader));
    this.readers.add(reader);
    if (signal?.aborted) reader.end();
    else signal?.addEventListener('abort', () => reader.end(), { once: true });
    return reader;
  }

  close(): void {
    for (const reader of [...this.readers]) reader.end();
  }
}

/** Events with the same subject replace each other; null: each one counts. */
function subjectOf(event: LabEvent): string | null {
  if (event.type === 'experiment') return `experiment ${event.row.name}`;
  // A change of state is news of its own; only progress within one state is replaced.
  if (event.type === 'stage') return `stage ${event.stage.key} ${event.stage.state}`;
  if (event.type === 'points' || event.type === 'log') return null;
  return event.type === 'experiment-removed' ? `removed ${event.name}` : event.type;
}

/** Changed runs are gathered: the newer event names other ones. */
function withOlder(event: LabEvent, older: LabEvent | undefined): LabEvent {
  if (event.type !== 'runs' || older?.type !== 'runs') return event;
  if (event.keys === null || older.keys === null) return { type: 'runs', keys: null };
  return { type: 'runs', keys: [...new Set([...older.keys, ...event.keys])] };
}

class EventReader implements AsyncIteratorObject<LabEvent, undefined, void> {
  private buffer: { event: LabEvent; subject: string | null }[] = [];
  private waiting: ((result: IteratorResult<LabEvent, undefined>) => void)[] = [];
  private ended = false;
  private readonly leave: () => void;

  constructor(leave: () => void) {
    this.leave = leave;
  }

  push(event: LabEvent): void {
    const waiter = this.waiting.shift();
    if (waiter) return waiter({ value: event, done: false });
    const subject = subjectOf(event);
    const at = subject === null ? -1 : this.buffer.findIndex((item) => item.subject === subject);
    const [older] = at >= 0 ? this.buffer.splice(at, 1) : [];
    this.buffer.push({ event: withOlder(event, older?.event), subject });
    if (this.buffer.length > BUFFER_LIMIT) {
      const detail = this.buffer.findIndex((item) => item.subject === null);
      this.buffer.splice(Math.max(detail, 0), 1);
    }
  }

  end(): void {
    this.ended = true;
    this.leave();
    for (const waiter of this.waiting.splice(0)) waiter({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<LabEvent, undefined>> {
    const first = this.buffer.shift();
    if (first) return Promise.resolve({ value: first.event, done: false });
    if (this.ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  return(): Promise<IteratorResult<LabEvent, undefined>> {
    this.buffer = [];
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
