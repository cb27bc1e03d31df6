import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { os } from '@orpc/server';
import type { RouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serveHttp } from '#lab/http/serve-http.ts';
import type { RunningServer } from '#lab/http/serve-http.ts';

const router = {
  double: os.handler(() => ({ twice: 42 })),
  count: os.handler(async function* () {
    for (let i = 1; i <= 3; i++) yield i;
  }),
};

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-http-'));
  const staticDir = path.join(folder, 'renderer');
  mkdirSync(path.join(staticDir, 'assets'), { recursive: true });
  writeFileSync(path.join(staticDir, 'index.html'), '<!doctype html><title>lab</title>');
  writeFileSync(path.join(staticDir, 'assets', 'main.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(staticDir, 'assets', 'link.txt'));
  server = await serveHttp(router, { port: 0, staticDir });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Unlike fetch(), sends any Host header and does not follow redirects. */
function get(pathname: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: server.port, path: pathname, method, headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    request.on('error', reject).end();
  });
}

const cookie = (): Record<string, string> => ({ cookie: `other=1; tnrlab_${server.port}=${server.token}` });

/** Opens `/rpc`; resolves with the socket, or with the status of the refusal. */
function dial(pathname: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${pathname}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

describe('serveHttp() token', () => {
  it('turns the token of the address into a strict cookie and takes it out of the address', async () => {
    const url = new URL(server.url);
    const { status, headers } = await get(`${url.pathname}${url.search}&view=runs`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/?view=runs');
    expect(String(headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
  });

  it('refuses a page without token, with a wrong one, and says where the right one is', async () => {
    const { status, body } = await get('/');
    expect(status).toBe(403);
    expect(body).toContain('tnrlab serve');
    expect((await get('/?token=wrong')).status).toBe(403);
    expect((await get('/', { cookie: `tnrlab_${server.port}=wrong` })).status).toBe(403);
  });

  it('answers /health without one', async () => {
    expect(await get('/health')).toMatchObject({ status: 200, body: '{"ok":true}\n' });
  });
});

describe('serveHttp() files', () => {
  it('serves the page and its scripts with type and content policy', async () => {
    const page = await get('/', cookie());
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const script = await get('/assets/main.js', cookie());
    expect(script).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    expect(await get('/', cookie(), 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e%5c..%5csecret.txt',
    '/assets/link.txt',
    '/%00',
    '/%zz',
    '/assets',
    '//secret.txt',
  ])('never leaves its folder for %s', async (pathname) => {
    const { status, body } = await get(pathname, cookie());
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret\n');
  });

  it('refuses other methods', async () => {
    expect((await get('/', cookie(), 'POST')).status).toBe(405);
  });

  it('refuses a foreign host name, as a rebound DNS name would send it', async () => {
    expect((await get('/', { ...cookie(), host: 'evil.example' })).status).toBe(403);
    expect((await get('/health', { host: `evil.example:${server.port}` })).status).toBe(403);
    expect((await get('/', { ...cookie(), host: 'localhost:9' })).status).toBe(200);
  });

  it('survives bytes that are no request', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('\x16\x03\x01 nonsense\r\n\r\n'));
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect((await get('/health')).status).toBe(200);
  });
});

describe('serveHttp() WebSocket', () => {
  const own = (): Record<string, string> => ({ origin: `http://127.0.0.1:${server.port}` });

  it('calls and streams through the real client', async () => {
    const socket = await dial('/rpc', { ...cookie(), ...own() });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    // The global WebSocket type of browsers; `ws` has the same four members.
    const client: RouterClient<typeof router> = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    expect(await client.double()).toEqual({ twice: 42 });
    const seen: number[] = [];
    for await (const value of await client.count()) seen.push(value);
    expect(seen).toEqual([1, 2, 3]);
    socket.close();
  });

  it('takes the token in the address from a program without an origin', async () => {
    const socket = await dial(`/rpc?token=${server.token}`, {});
    expect(typeof socket).toBe('object');
    if (typeof socket === 'object') socket.close();
  });

  it('refuses a missing or wrong token, a foreign origin, a foreign host and another path', async () => {
    expect(await dial('/rpc', own())).toBe(403);
    expect(await dial('/rpc?token=wrong', own())).toBe(403);
    expect(await dial('/rpc', { ...cookie(), origin: 'http://evil.example' })).toBe(403);
    expect(await dial('/rpc', { ...cookie(), origin: 'null' })).toBe(403);
    expect(await dial('/rpc', { ...cookie(), host: 'evil.example', origin: 'http://evil.example' })).toBe(
      403,
    );
    expect(await dial('/other', { ...cookie(), ...own() })).toBe(404);
  });
});

describe('serveHttp() start and end', () => {
  it('says how to build the pages where they are missing', async () => {
    await expect(serveHttp(router, { port: 0, staticDir: folder })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('npm run build') as string,
    });
  });

  it('names a port that is in use', async () => {
    const staticDir = path.join(folder, 'renderer');
    await expect(serveHttp(router, { port: server.port, staticDir })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('ends open sockets and frees the port', async () => {
    const staticDir = path.join(folder, 'renderer');
    const second = await serveHttp(router, { port: 0, staticDir });
    const socket = new WebSocket(`ws://127.0.0.1:${second.port}/rpc?token=${second.token}`);
    await new Promise((resolve) => socket.on('open', resolve));
    const ended = new Promise<number>((resolve) => socket.on('close', resolve));
    await second.close();
    expect(await ended).toBe(1001);
    const third = await serveHttp(router, { port: second.port, staticDir });
    await third.close();
  });
});
