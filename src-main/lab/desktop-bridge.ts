/**
 * The lab's end of the pipe to the desktop: each window becomes a message port that oRPC's handler serves. It knows
 * neither the contract nor the store; `tnrlab desktop` gives it a router and the way to close the lab.
 */
import { open, rename, rm } from 'node:fs/promises';
import type { AnyRouter, Context } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { fromPayload, toLab, toPayload } from '#shared/desktop-protocol.ts';
import type { FromLab, ToLab } from '#shared/desktop-protocol.ts';
import { AppError } from '#shared/errors.ts';

/** The part of `process` (a child with an IPC channel) that the bridge uses. */
export interface DesktopChannel {
  send?(message: unknown): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
}

/** One window, in the shape of Electron's `MessagePortMain` that oRPC understands. */
class ClientPort {
  readonly #listeners = new Map<string, ((event?: { data: unknown }) => void)[]>();
  readonly #send: (data: unknown) => void;

  constructor(send: (data: unknown) => void) {
    this.#send = send;
  }

  on(event: string, listener: (event?: { data: unknown }) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  postMessage(data: unknown): void {
    this.#send(data);
  }

  emit(event: 'message' | 'close', data?: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener({ data });
  }
}

export interface ServeDesktopOptions {
  /** The router's initial context. Default: empty. */
  context?: Context;
  /** Default: this process, started by the desktop with an IPC channel. */
  channel?: DesktopChannel;
}

/**
 * Serves `router` to every window of the desktop, and says that the lab is ready.
 * @returns a promise that ends when the desktop goes away; the caller then closes the lab and exits
 * @throws AppError `unavailable` when the process was not started by the desktop
 */
export function serveDesktop(router: AnyRouter, options: ServeDesktopOptions = {}): Promise<void> {
  const channel = options.channel ?? process;
  requireChannel(channel);
  // Ctrl-C in a terminal reaches the whole group; the desktop then ends the channel, which stops the lab in order.
  if (channel === process) process.on('SIGINT', () => undefined);
  const send = (message: FromLab): void => void channel.send?.(message);
  const handler = new RPCHandler<Context>(router);
  const clients = new Map<number, ClientPort>();

  const receive = (message: ToLab): void => {
    if (message.kind === 'open') {
      const client = message.client;
      const port = new ClientPort((data) => {
        // A stream may still answer after its window has gone.
        if (clients.has(client)) send({ kind: 'data', client, payload: toPayload(data) });
      });
      clients.set(client, port);
      handler.upgrade(port, { context: options.context ?? {} });
    } else if (message.kind === 'data') {
      clients.get(message.client)?.emit('message', fromPayload(message.payload));
    } else if (message.kind === 'close') {
      const port = clients.get(message.client);
      clients.delete(message.client);
      port?.emit('close');
    } else {
      void writeWhole(message.path, Buffer.from(message.bytes, 'base64')).then(
        () => send({ kind: 'saved', request: message.request }),
        (error: unknown) =>
          send({ kind: 'saved', request: message.request, error: AppError.from(error).message }),
      );
    }
  };

  return new Promise((resolve) => {
    channel.on('message', (message) => receive(toLab.parse(message)));
    channel.once('disconnect', () => {
      for (const port of clients.values()) port.emit('close');
      clients.clear();
      resolve();
    });
    send({ kind: 'ready' });
  });
}

/** Tells the desktop why the lab does not come up (a workspace in use, say); call it before exiting. */
export function reportFailure(error: unknown, channel: DesktopChannel = process): void {
  requireChannel(channel);
  const { code, message, said } = AppError.from(error);
  channel.send?.({ kind: 'failed', code, message, said } satisfies FromLab);
}

function requireChannel(channel: DesktopChannel): void {
  if (channel.send) return;
  throw new AppError(
    'unavailable',
    'This command is for the desktop application, which starts it by itself; use "npm start" or "tnrlab serve".',
  );
}

/** The file appears whole or not at all. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = await open(draft, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
