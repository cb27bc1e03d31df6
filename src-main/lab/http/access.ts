/**
 * Who may speak to the browser server: a caller with the token, at a loopback name, from our own page. The name check is
 * what stops another site's page whose DNS name is made to point at this machine.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Cookies are shared between the ports of a host, so each server has a name of its own. */
export const cookieName = (port: number): string => `tnrlab_${port}`;

/** The value that makes the browser keep the token: unread by scripts, unsent from other sites, gone with the browser. */
export const cookieHeader = (port: number, token: string): string =>
  `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;

function isToken(candidate: string | null | undefined, token: string): boolean {
  if (!candidate) return false;
  const a = Buffer.from(candidate);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The address of a request; null where it cannot be read. The host in it is not trusted. */
export function requestUrl(request: IncomingMessage): URL | null {
  // `//evil/` would be read as a host: everything but a plain path is refused.
  if (!request.url?.startsWith('/') || request.url.startsWith('//')) return null;
  return URL.canParse(request.url, 'http://lab.invalid') ? new URL(request.url, 'http://lab.invalid') : null;
}

/** True where the `Host` header names this machine's loopback, at whatever port (a tunnel may have another). */
export function hasLoopbackHost(request: IncomingMessage): boolean {
  const host = request.headers.host;
  if (!host || !URL.canParse(`http://${host}`)) return false;
  return LOOPBACK_NAMES.has(new URL(`http://${host}`).hostname);
}

/** True for our own page, and for programs, which send no `Origin`; browsers always send one with a WebSocket. */
export function hasOwnOrigin(request: IncomingMessage): boolean {
  const origin = request.headers.origin;
  return origin === undefined || origin === `http://${request.headers.host}`;
}

/** True with the token in the address. */
export const hasTokenInAddress = (url: URL, token: string): boolean =>
  isToken(url.searchParams.get('token'), token);

/** True with the token's cookie. */
export function hasCookie(request: IncomingMessage, port: number, token: string): boolean {
  const prefix = `${cookieName(port)}=`;
  return (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .some((part) => part.startsWith(prefix) && isToken(part.slice(prefix.length), token));
}
