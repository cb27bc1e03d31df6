/**
 * Carries messages between the windows' ports and the lab's pipe, and nothing more: it reads no payload. A client
 * lives from a window's request to the close of its port or the death of the lab, whichever comes first.
 */
import { fromPayload, toPayload } from '#shared/desktop-protocol.ts';
import type { FromLab, ToLab } from '#shared/desktop-protocol.ts';

/** The part of Electron's `MessagePortMain` that the relay uses. */
export interface RelayPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(data: unknown): void;
  start(): void;
  close(): void;
}

export class Relay {
  readonly #send: (message: ToLab) => void;
  readonly #clients = new Map<number, RelayPort>();
  #labReady = false;
  #lastClient = 0;

  constructor(send: (message: ToLab) => void) {
    this.#send = send;
  }

  /** Takes a window's port. Until the lab is ready its messages wait inside the port, which is not started. */
  add(port: RelayPort): void {
    const client = ++this.#lastClient;
    this.#clients.set(client, port);
    port.on('message', ({ data }) => this.#send({ kind: 'data', client, payload: toPayload(data) }));
    port.on('close', () => {
      if (this.#clients.delete(client) && this.#labReady) this.#send({ kind: 'close', client });
    });
    if (this.#labReady) this.#open(client, port);
  }

  labIsReady(): void {
    this.#labReady = true;
    for (const [client, port] of this.#clients) this.#open(client, port);
  }

  /** Closes every port: calls under way fail in the windows, which then ask for a new port. */
  labIsGone(): void {
    this.#labReady = false;
    const ports = [...this.#clients.values()];
    this.#clients.clear();
    for (const port of ports) port.close();
  }

  /** Takes a message of the lab; those for a window that has gone meanwhile are dropped. */
  receive(message: Extract<FromLab, { kind: 'data' | 'close' }>): void {
    const port = this.#clients.get(message.client);
    if (!port) return;
    if (message.kind === 'data') {
      port.postMessage(fromPayload(message.payload));
    } else {
      this.#clients.delete(message.client);
      port.close();
    }
  }

  #open(client: number, port: RelayPort): void {
    this.#send({ kind: 'open', client });
    port.start();
  }
}
