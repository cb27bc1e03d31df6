/**
 * Says that an experiment has ended: always as a notice in the window, and as a message of the system while the window
 * is not in front, where the user wants it. A browser is asked for its leave only by a click in the settings.
 */
import type { ExperimentRow } from '#shared/contract/domain.ts';
import { lab } from '../api.ts';
import { experimentError } from '../error-words.ts';
import { percent } from '../words.ts';
import { t } from './language.svelte.ts';
import { onConnected, onLabEvent } from './live.ts';
import { notices } from './notices.svelte.ts';
import { addressOf, type Route, router } from './route.svelte.ts';

const STORAGE_KEY = 'tnrlab:notify';

class Notifications {
  on = $state(false);
  can = $state<'yes' | 'denied' | 'no'>('no');
  /** State of each experiment as last heard, so that only a change is told. */
  private readonly states = new Map<string, ExperimentRow['state']>();

  /** Call once. */
  start(): void {
    this.readLeave();
    onLabEvent((event) => {
      if (event.type === 'experiment-removed') this.states.delete(event.name);
      if (event.type === 'experiment') this.hear(event.row);
    });
    // What ran when the window came, and what ended while the connection was broken.
    onConnected(() => {
      lab.experiments.list().then(
        (rows) => rows.forEach((row) => this.hear(row)),
        () => undefined,
      );
    });
  }

  private hear(row: ExperimentRow): void {
    const before = this.states.get(row.name);
    this.states.set(row.name, row.state);
    const wasActive = before === 'running' || before === 'queued';
    if (wasActive && (row.state === 'done' || row.state === 'failed')) this.tell(row);
  }

  async choose(on: boolean): Promise<void> {
    localStorage.setItem(STORAGE_KEY, on ? 'on' : 'off');
    this.on = on;
    if (on && !window.lab && Notification.permission === 'default') await Notification.requestPermission();
    this.readLeave();
  }

  private readLeave(): void {
    const wanted = localStorage.getItem(STORAGE_KEY);
    if (window.lab) {
      this.can = 'yes';
      // The desktop needs no leave, so there it is on until switched off.
      this.on = wanted !== 'off';
      return;
    }
    this.can = 'Notification' in window ? (Notification.permission === 'denied' ? 'denied' : 'yes') : 'no';
    this.on = wanted === 'on' && this.can === 'yes' && Notification.permission === 'granted';
  }

  private tell(row: ExperimentRow): void {
    const failed = row.state === 'failed';
    const route: Route = { view: 'experiment', name: row.name, tab: failed ? 'progress' : 'results' };
    const text = failed
      ? [t('notify.failed', { name: row.name }), experimentError(row) ?? ''].join(' ').trim()
      : row.best
        ? t('notify.doneBest', { name: row.name, method: row.best.method, auc: percent(row.best.auc) })
        : t('notify.done', { name: row.name });
    const isShown = 'name' in router.route && router.route.name === row.name;
    if (!isShown)
      notices.add({
        tone: failed ? 'error' : 'info',
        text,
        action: { label: t('notify.show'), run: () => router.go(route) },
      });
    if (!this.on || document.hasFocus()) return;
    const title = t(failed ? 'notify.titleFailed' : 'notify.titleDone');
    const address = addressOf(route).slice(1);
    if (window.lab) {
      void window.lab.notify(title, text, address);
      return;
    }
    // One message for each experiment: a newer one takes the place of the older.
    const message = new Notification(title, { body: text, tag: `tnrlab/${row.name}` });
    message.addEventListener('click', () => {
      window.focus();
      router.go(route);
      message.close();
    });
  }
}

export const notifications = new Notifications();
