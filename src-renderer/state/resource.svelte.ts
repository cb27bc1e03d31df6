/**
 * A value read from the lab: the last good one stays while a newer one is on its way, the newest request wins, and a
 * skeleton is asked for only after 150 ms.
 */
import { AppError } from '#shared/errors.ts';
import { connection } from '../api.ts';
import { onConnected } from './live.ts';

const SKELETON_AFTER_MS = 150;

export class Resource<T> {
  value = $state.raw<T | undefined>();
  error = $state.raw<AppError | undefined>();
  /** True when nothing is there to show and the answer takes long enough to say so. */
  slow = $state(false);
  private request = 0;
  private readonly read: () => Promise<T>;
  private readonly stopListening: () => void;

  constructor(read: () => Promise<T>) {
    this.read = read;
    this.stopListening = onConnected(() => void this.load());
    if (connection.state === 'open') void this.load();
    else this.markSlowLater();
  }

  async load(): Promise<void> {
    const mine = ++this.request;
    const timer = this.markSlowLater();
    try {
      const value = await this.read();
      if (mine !== this.request) return;
      this.value = value;
      this.error = undefined;
    } catch (thrown) {
      // A broken connection is shown once, in the frame; the value is read again when it heals.
      const error = AppError.from(thrown);
      if (mine === this.request && error.code !== 'unavailable') this.error = error;
    } finally {
      clearTimeout(timer);
      if (mine === this.request) this.slow = false;
    }
  }

  private markSlowLater(): ReturnType<typeof setTimeout> {
    const mine = this.request;
    return setTimeout(() => {
      if (mine === this.request && this.value === undefined) this.slow = true;
    }, SKELETON_AFTER_MS);
  }

  dispose(): void {
    this.request++;
    this.stopListening();
  }
}
