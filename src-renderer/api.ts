/**
 * The only user of the transport: a typed client of the contract, over a message port in the desktop application and
 * over a WebSocket in the browser. It keeps the connection alive and opens it again when it breaks; what the answers
 * mean is the stores' business (state/).
 */
import { type ClientContext, type ClientLink, createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#shared/contract/contract.ts';
import { connectToLab, type DesktopApi } from '#shared/desktop-api.ts';
import { AppError, type ErrorShape } from '#shared/errors.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

type Link = ClientLink<ClientContext>;
interface OpenLink {
  link: Link;
  /** Resolves once, when the other side is gone. */
  closed: Promise<void>;
  close(): void;
}

const HEARTBEAT_MS = 10_000;
/** A lab that computes on all cores may be slow to answer; longer than this it is taken for gone. */
const HEARTBEAT_TIMEOUT_MS = 30_000;
const CALL_WAITS_MS = 15_000;
const LONGEST_PAUSE_MS = 8_000;

function openSocket(): OpenLink {
  const url = new URL('rpc', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  // The address that the server printed may carry its token; a cookie takes over once it is set.
  url.search = new URL(document.baseURI).search;
  const socket = new WebSocket(url);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  return { link: new SocketLink({ websocket: socket }), closed, close: () => socket.close() };
}

async function openPort(api: DesktopApi): Promise<OpenLink> {
  const port = await connectToLab(api);
  let close = (): void => port.close();
  const closed = new Promise<void>((resolve) => {
    // Older engines give ports no close event; the desktop tells the state of the lab as well.
    const stop = api.onLabState(({ state }) => {
      if (state === 'restarting' || state === 'failed') resolve();
    });
    port.addEventListener('close', () => resolve());
    close = () => {
      stop();
      port.close();
      resolve();
    };
  });
  return { link: new PortLink({ port }), closed, close };
}

class Connection {
  state: ConnectionState = 'connecting';
  private link: Link | undefined;
  private failures = 0;
  private listeners = new Set<(state: ConnectionState) => void>();
  private wake: (() => void) | undefined;

  /** Opens the connection and keeps it; call once. */
  start(): void {
    addEventListener('online', () => this.retryNow());
    void this.keep();
  }

  /** Calls back at once with the present state, then at each change; gives the function that stops it. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  /** Ends the pause before the next try. */
  retryNow(): void {
    this.wake?.();
  }

  /** The open link; waits a while for one. @throws AppError `unavailable` */
  async ready(): Promise<Link> {
    if (this.state === 'open' && this.link) return this.link;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(AppError.of('unavailable', 'error.window.noAnswer'));
      }, CALL_WAITS_MS);
      const stop = this.onState((state) => {
        if (state !== 'open' || !this.link) return;
        clearTimeout(timer);
        queueMicrotask(() => stop());
        resolve(this.link);
      });
    });
  }

  private async keep(): Promise<never> {
    for (;;) {
      const open = window.lab ? await openPort(window.lab) : openSocket();
      const greeted = await Promise.race([this.answers(open.link), open.closed.then(() => false)]);
      if (greeted) {
        this.failures = 0;
        this.link = open.link;
        this.change('open');
        await Promise.race([open.closed, this.untilSilent(open.link)]);
        this.link = undefined;
      }
      open.close();
      this.change('lost');
      this.failures++;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** this.failures) * (0.8 + 0.4 * Math.random());
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, pauseMs);
      });
    }
  }

  private async answers(link: Link): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), HEARTBEAT_TIMEOUT_MS));
    const status = link.call(['system', 'status'], undefined, { context: {} });
    return Promise.race([
      status.then(
        () => true,
        () => false,
      ),
      late,
    ]);
  }

  private async untilSilent(link: Link): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS));
    while (await this.answers(link));
  }

  private change(state: ConnectionState): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener(state);
  }
}

export const connection = new Connection();

/** What a call threw, as the lab meant it. */
function asAppError(thrown: unknown): AppError {
  if (!(thrown instanceof ORPCError)) return AppError.from(thrown);
  if (thrown.code === 'LAB') {
    const { code, details, said } = thrown.data as Omit<ErrorShape, 'message'>;
    return new AppError(code, thrown.message, details, thrown, said);
  }
  const code = thrown.code === 'BAD_REQUEST' ? 'bad-input' : 'internal';
  return new AppError(code, thrown.message, { code: thrown.code, ...(thrown.data as object) }, thrown);
}

/** Every call of the contract; a rejected one throws an AppError. */
export const lab: ContractRouterClient<Contract> = createORPCClient<ContractRouterClient<Contract>>({
  async call(path, input, options) {
    const link = await connection.ready();
    try {
      return await link.call(path, input, options);
    } catch (thrown) {
      throw connection.state === 'open'
        ? asAppError(thrown)
        : AppError.of('unavailable', 'error.window.broke', {}, {}, thrown);
    }
  },
});
