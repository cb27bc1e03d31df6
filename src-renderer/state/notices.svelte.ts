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

class Notices {
  list = $state.raw<Notice[]>([]);
  private nextId = 1;

  /** Errors stay until closed. */
  add(notice: Omit<Notice, 'id'>, onGone?: () => void): number {
    const id = this.nextId++;
    this.list = [...this.list, { ...notice, id }].slice(-4);
    if (notice.tone === 'info')
      setTimeout(() => {
        this.close(id);
        onGone?.();
      }, STAYS_MS);
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
  }
}

export const notices = new Notices();

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
