/** The built renderer and a headless Chromium for tests of the window. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { findChromium } from '#tests/e2e/machine.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Builds the renderer into a folder of its own; `remove` it at the end. */
export async function buildRenderer(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tnrlab-renderer-'));
  await build({
    configFile: path.join(root, 'vite.config.ts'),
    root: path.join(root, 'src-renderer'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
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
