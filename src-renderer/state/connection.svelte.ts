/** The connection and the lab's status, for the frame. */
import type { SystemStatus } from '#shared/contract/domain.ts';
import type { LabState } from '#shared/desktop-api.ts';
import { connection, lab, type ConnectionState } from '../api.ts';
import { onConnected, onLabEvent } from './live.ts';

const CALM_MS = 1200;

class Link {
  state = $state<ConnectionState>('connecting');
  /** The connection has been away for longer than a blink. */
  lost = $state(false);
  /** What the desktop says of the lab process, where there is something to say. */
  lab = $state.raw<LabState | undefined>();
  status = $state.raw<SystemStatus | undefined>();

  start(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    connection.onState((state) => {
      this.state = state;
      clearTimeout(timer);
      if (state === 'open') this.lost = false;
      else timer = setTimeout(() => (this.lost = true), CALM_MS);
    });
    window.lab?.onLabState((state) => (this.lab = state));
    onConnected(() => void this.readStatus());
    onLabEvent((event) => {
      if (event.type === 'status') this.status = event.status;
    });
  }

  private async readStatus(): Promise<void> {
    try {
      this.status = await lab.system.status();
    } catch {
      // Shown as a lost connection; read again when it heals.
    }
  }
}

export const link = new Link();
