/**
 * The door of a lab for commands in other terminals: the same contract over a socket file in the workspace (on Windows a
 * named pipe), so that `tnrlab stop` reaches the lab that runs the stages. The file's mode lets its owner in alone.
 */
import { createHash } from 'node:crypto';
import { lstat, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { AnyRouter, Context } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Contract } from '#shared/contract/contract.ts';

/** Longest path of a socket that every system takes. */
const LONGEST_PATH = 100;
const CONNECT_TIMEOUT_MS = 2_000;
/** For commands whose work has just ended here to fetch their results. */
const LEAVE_GRACE_MS = 2_000;

export type LabClient = ContractRouterClient<Contract>;

/** Where the lab of a workspace listens; a long path is replaced by a hash in the temporary folder of this user. */
export function controlAddress(workspace: string): string {
  const hash = createHash('sha256').update(path.resolve(workspace)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\tnrlab-${hash}`;
  const inside = path.join(path.resolve(workspace), 'lab.sock');
  return Buffer.byteLength(inside) <= LONGEST_PATH ? inside : path.join(tmpdir(), `tnrlab-${hash}.sock`);
}

export interface ControlSocket {
  close(): Promise<void>;
}

/** Serves `router`; call only while holding the workspace's lock, as a file left by a dead lab is replaced. */
export async function serveControl(
  router: AnyRouter,
  workspace: string,
  context: Context = {},
): Promise<ControlSocket> {
  const address = controlAddress(workspace);
  const isFile = process.platform !== 'win32';
  if (isFile) await rm(address, { force: true });
  const rpc = new RPCHandler<Context>(router);
  const server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  sockets.on('connection', (client) => {
    client.on('error', () => client.terminate());
    void rpc.upgrade(client, { context });
  });
  await new Promise<void>((resolve, reject) => {
    // The socket file is made within listen(), so it is never there with wider rights.
    const umask = process.umask(0o177);
    server.once('error', reject).listen(address, resolve);
    process.umask(umask);
  });
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await departure(sockets, LEAVE_GRACE_MS);
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Waits until the clients have gone by themselves: their last call may still be on its way. */
async function departure(sockets: WebSocketServer, graceMs: number): Promise<void> {
  const untilMs = performance.now() + graceMs;
  while (sockets.clients.size > 0 && performance.now() < untilMs) await setTimeout(20);
}

export interface RemoteLab {
  client: LabClient;
  /** Ends when the other lab goes away. */
  closed: Promise<void>;
  close(): void;
}

/** The lab that holds `workspace`; null where none answers. */
export async function connectControl(workspace: string): Promise<RemoteLab | null> {
  const address = controlAddress(workspace);
  if (!(await isOurs(address))) return null;
  const socket = new WebSocket('ws://localhost/rpc', {
    createConnection: () => connect(address),
    handshakeTimeout: CONNECT_TIMEOUT_MS,
  });
  const open = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!open) return null;
  socket.on('error', () => socket.terminate());
  let leaving = false;
  return {
    client: createORPCClient(new RPCLink({ websocket: socketOf(socket, () => leaving) })),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    close: () => {
      leaving = true;
      socket.terminate();
    },
  };
}

/**
 * What the link uses of a browser's WebSocket. Of each call that is given up it tells the other side, and fails unheard
 * where the connection is gone by then; one that we took down ourselves needs no such word.
 */
function socketOf(socket: WebSocket, isLeaving: () => boolean): globalThis.WebSocket {
  const used = {
    get readyState() {
      return isLeaving() ? WebSocket.OPEN : socket.readyState;
    },
    send: (message: string | ArrayBufferLike) => {
      if (!isLeaving()) socket.send(message);
    },
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
  };
  return used as unknown as globalThis.WebSocket;
}

/** A socket file that another user put there is not our lab. */
async function isOurs(address: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const stats = await lstat(address).catch(() => null);
  return stats !== null && stats.isSocket() && stats.uid === process.getuid?.();
}
