/** The built renderer and a headless Chromium for tests of the window. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { build } from 'vite';
import { findChromium } from '#tests/e2e/machine.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** What the page is built of. */
const SOURCES = ['src-renderer', 'shared', 'package-lock.json', 'vite.config.ts'];

/** Changes with every change of a source: path, size and time of each file. */
async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  const add = async (file: string): Promise<void> => {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  for (const source of SOURCES.map((name) => path.join(root, name))) {
    if ((await stat(source)).isFile()) await add(source);
    else
      for (const entry of await readdir(source, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) await add(path.join(entry.parentPath, entry.name));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * The renderer, built once for all test files of the same sources: a build takes longer than many of them. Only the build
 * of this state of the sources is kept.
 */
export async function buildRenderer(): Promise<{ folder: string }> {
  const place = createHash('sha256').update(root).digest('hex').slice(0, 8);
  const prefix = `tnrlab-renderer-${place}-`;
  const name = `${prefix}${await sourceHash()}`;
  const folder = path.join(os.tmpdir(), name);
  if (existsSync(folder)) return { folder };
  const outDir = await mkdtemp(path.join(os.tmpdir(), 'tnrlab-build-'));
  await build({
    configFile: path.join(root, 'vite.config.ts'),
    root: path.join(root, 'src-renderer'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
  for (const other of await readdir(os.tmpdir()))
    if (other.startsWith(prefix) && other !== name)
      await rm(path.join(os.tmpdir(), other), { recursive: true, force: true });
  // Whole or not at all; another test file may have been faster.
  await rename(outDir, folder).catch(async () => rm(outDir, { recursive: true, force: true }));
  return { folder };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface OpenPage {
  page: Page;
  /** Everything the console said as an error, and every uncaught one. */
  errors: string[];
}

export interface PageOptions extends Pick<
  BrowserContextOptions,
  'locale' | 'permissions' | 'forcedColors' | 'deviceScaleFactor'
> {
  width?: number;
  height?: number;
  dark?: boolean;
}

/** A page of its own context at `address` (with `#/...`). */
export async function openPage(
  browser: Browser,
  address: string,
  { width = 1280, height = 800, dark = false, ...options }: PageOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address);
  return { page, errors };
}

/** Waits until the keyboard writes into this field: a panel takes the focus a moment after it is seen. */
export async function waitForFocus(field: Locator): Promise<void> {
  await field.and(field.page().locator(':focus')).waitFor();
}
