/** Short sentences on what was just done or went wrong, with one action (undo, look); they leave by themselves. */
import { AppError } from '#shared/errors.ts';

export interface Notice {
  id: number;
  tone: 'info' | 'error';
  text: string;
  /** What went wrong; its words stand in the place of `text`, also when the language changes. */
  error?: AppError;
  details?: string;
  action?: { label: string; run: () => void };
}

/** What a call made: shown at once, or offered where the user went on meanwhile. */
export interface Made {
  text: string;
  show: () => void;
}

const STAYS_MS = 7000;
const TICK_MS = 250;
const MOST = 4;

/** While a notice is being read, or cannot be reached, its time stands still (WCAG 2.2.1). */
const isHeld = (): boolean =>
  document.hidden ||
  document.querySelector('dialog[open]:modal, [data-notices]:is(:hover, :focus-within)') !== null;

export class Notices {
  list = $state.raw<Notice[]>([]);
  private nextId = 1;
  /** Of those in the list: how long each one stays, and what is done once it has left. */
  private stays: { id: number; leftMs: number; onGone: (() => void) | undefined }[] = [];
  private clock: ReturnType<typeof setInterval> | undefined;
  private readonly isHeld: () => boolean;

  constructor(held: () => boolean) {
    this.isHeld = held;
  }

  /** Errors stay until closed. @param onGone the way back lasts until then: no other notice takes this one's place */
  add(notice: Omit<Notice, 'id'>, onGone?: () => void): number {
    const id = this.nextId++;
    const free = this.stays.filter((one) => one.onGone === undefined);
    for (const old of free.slice(0, Math.max(0, this.list.length + 1 - MOST))) this.close(old.id);
    this.list = [...this.list, { ...notice, id }];
    this.stays.push({ id, leftMs: notice.tone === 'info' ? STAYS_MS : Infinity, onGone });
    this.clock ??= setInterval(() => this.tick(), TICK_MS);
    return id;
  }

  error(thrown: unknown): void {
    const error = AppError.from(thrown);
    const details =
      Object.keys(error.details).length > 0 ? JSON.stringify(error.details, null, 2) : undefined;
    this.add({ tone: 'error', text: error.message, error, ...(details && { details }) });
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
    const left = this.stays.find((one) => one.id === id);
    this.stays = this.stays.filter((one) => one !== left);
    if (this.stays.length === 0) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
    left?.onGone?.();
  }

  private tick(): void {
    if (this.isHeld()) return;
    for (const one of this.stays) one.leftMs -= TICK_MS;
    for (const { id } of this.stays.filter(({ leftMs }) => leftMs <= 0)) this.close(id);
  }
}

export const notices = new Notices(isHeld);

/** Runs what a button does; a failure becomes a notice. Gives whether it went well. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (thrown) {
    notices.error(thrown);
    return false;
  }
}
