/**
 * The browser mode's server: the built renderer and the contract over a WebSocket at `/rpc`, on loopback, behind a token.
 * It knows no handler; `tnrlab serve` gives it the router.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { AnyRouter, Context } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { AppError } from '#shared/errors.ts';
import {
  cookieHeader,
  hasCookie,
  hasLoopbackHost,
  hasOwnOrigin,
  hasTokenInAddress,
  requestUrl,
} from './access.ts';
import { readStaticFile, SECURITY_HEADERS } from './static-files.ts';

/** Larger than any configuration that a page sends. */
const LARGEST_MESSAGE_BYTES = 16 * 1024 * 1024;
/** For open answers when the server closes. */
const CLOSE_GRACE_MS = 1_000;

export interface HttpOptions {
  /** Folder of the built renderer (`dist/renderer`). */
  staticDir: string;
  /** 0: any free one. */
  port: number;
  /** Loopback only. Default 127.0.0.1. */
  host?: '127.0.0.1' | '::1';
  /** Default: 32 random bytes. */
  token?: string;
  /** The router's initial context. Default: empty. */
  context?: Context;
}

export interface RunningServer {
  /** The address to open, with the token. */
  url: string;
  port: number;
  token: string;
  /** Ends connections and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts to serve.
 * @throws AppError `unavailable` when the renderer is not built, `conflict` when the port is taken
 */
export async function serveHttp(router: AnyRouter, options: HttpOptions): Promise<RunningServer> {
  const { staticDir, host = '127.0.0.1', token = randomBytes(32).toString('base64url') } = options;
  if (!existsSync(path.join(staticDir, 'index.html')))
    throw new AppError(
      'unavailable',
      `The window's pages are not built (no index.html in ${staticDir}); run "npm run build" first.`,
    );

  const rpc = new RPCHandler<Context>(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES });
  let port = options.port;
  const server = createServer((request, response) => {
    void answer(request, response, { staticDir, token, port }).catch(() =>
      refuse(response, 500, 'Internal error.'),
    );
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = requestUrl(request);
    const status = !url || url.pathname !== '/rpc' ? 404 : mayConnect(request, url, port, token) ? 101 : 403;
    if (status !== 101) {
      socket.end(
        `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Forbidden'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      void rpc.upgrade(client, { context: options.context ?? {} });
    });
  });
  port = await listen(server, options.port, host);

  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${port}/?token=${token}`,
    port,
    token,
    close: () => close(server, sockets),
  };
}

function mayConnect(request: IncomingMessage, url: URL, port: number, token: string): boolean {
  return (
    hasLoopbackHost(request) &&
    hasOwnOrigin(request) &&
    (hasTokenInAddress(url, token) || hasCookie(request, port, token))
  );
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { staticDir, token, port }: { staticDir: string; token: string; port: number },
): Promise<void> {
  const url = requestUrl(request);
  if (!url) return refuse(response, 400, 'Bad address.');
  if (!hasLoopbackHost(request))
    return refuse(response, 403, 'This server answers at 127.0.0.1 and localhost only.');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only GET and HEAD.');
  if (url.pathname === '/health')
    return send(request, response, 'application/json', Buffer.from('{"ok":true}\n'));
  if (hasTokenInAddress(url, token)) {
    // The token leaves the address bar and the history; what else the address says stays.
    url.searchParams.delete('token');
    response.writeHead(303, {
      ...SECURITY_HEADERS,
      Location: `${url.pathname}${url.search}`,
      'Set-Cookie': cookieHeader(port, token),
    });
    response.end();
    return;
  }
  if (!hasCookie(request, port, token))
    return refuse(
      response,
      403,
      'Open the address that "tnrlab serve" printed: it carries the key of this lab.',
    );
  const file = await readStaticFile(staticDir, url.pathname);
  if (!file) return refuse(response, 404, 'Not found.');
  send(request, response, file.mediaType, file.body);
}

function send(request: IncomingMessage, response: ServerResponse, mediaType: string, body: Buffer): void {
  response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': mediaType, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}

/** @returns the port that was got */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new AppError(
              'conflict',
              `Port ${port} is in use; choose another with --port, or 0 for a free one.`,
              { port },
            )
          : new AppError(
              'unavailable',
              `Cannot listen at ${host}:${port}: ${error.message}.`,
              { port },
              error,
            ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.close(1001, 'The lab ends.');
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
  sockets.close();
}
