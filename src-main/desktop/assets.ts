/** The renderer's files by address, with their headers: what the application's own protocol answers, in plain data. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isAppUrl } from '#desktop/addresses.ts';

const MIME_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Svelte sets style attributes, hence inline styles; nothing else is loaded from anywhere but the application. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Asset {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** The file of `folder` at `url`; 404 for anything outside the folder or the application's own origin. */
export async function readAsset(folder: string, url: string): Promise<Asset> {
  if (!isAppUrl(url)) return notFound();
  let relative: string;
  try {
    relative = decodeURIComponent(new URL(url).pathname);
  } catch {
    return notFound();
  }
  const file = path.join(folder, relative === '/' ? 'index.html' : relative);
  const inside = path.relative(folder, file);
  if (relative.includes('\0') || inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) {
    return notFound();
  }
  try {
    const body = await readFile(file);
    const type = MIME_TYPES[path.extname(file)] ?? 'application/octet-stream';
    return { status: 200, headers: headers(type), body };
  } catch {
    return notFound();
  }
}

function notFound(): Asset {
  return { status: 404, headers: headers('text/plain'), body: Buffer.from('not found') };
}

function headers(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };
}
