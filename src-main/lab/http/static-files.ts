/** Files of the built renderer with their types and the page's content policy; never a file outside the folder. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** On every answer. Svelte sets style attributes, hence inline styles; all else comes from this server alone. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

export interface StaticFile {
  mediaType: string;
  body: Buffer;
}

/**
 * The file at `pathname` (as in an address, still percent-encoded); `/` is `index.html`.
 * @returns null for everything that is not a plain file inside `folder`, symbolic links followed
 */
export async function readStaticFile(folder: string, pathname: string): Promise<StaticFile | null> {
  let relative: string;
  try {
    relative = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (relative.includes('\0') || relative.includes('\\')) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, relative === '/' ? 'index.html' : relative));
    if (!file.startsWith(root + path.sep)) return null;
    const mediaType = MEDIA_TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
    return { mediaType, body: await readFile(file) };
  } catch {
    return null; // not there, or a folder
  }
}
