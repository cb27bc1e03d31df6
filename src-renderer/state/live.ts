/** The lab's event stream, opened again with each connection, handed to whoever listens. Keeps no data itself. */
import type { LabEvent } from '#shared/contract/domain.ts';
import { connection, lab } from '../api.ts';

const eventListeners = new Set<(event: LabEvent) => void>();
const openListeners = new Set<() => void>();

/** Gives the function that stops it. */
export function onLabEvent(listener: (event: LabEvent) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/** Called at each (re)connection, after the stream is open: what was read before may be stale. */
export function onConnected(listener: () => void): () => void {
  openListeners.add(listener);
  return () => openListeners.delete(listener);
}

let generation = 0;

/** Listens for as long as the page lives; call once. */
export function startLiveEvents(): void {
  connection.onState((state) => {
    generation++;
    if (state === 'open') void listen(generation);
  });
}

async function listen(mine: number): Promise<void> {
  while (mine === generation) {
    try {
      const events = await lab.system.events();
      for (const listener of [...openListeners]) listener();
      for await (const event of events) {
        if (mine !== generation) return;
        for (const listener of [...eventListeners]) listener(event);
      }
    } catch {
      // The stream ended; the loop opens it again, or the connection's own care does.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
