/** Launches the application in a real Electron for a test, on a display and with a profile of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import { findElectron, openDisplay } from '#tests/e2e/machine.ts';

export interface LaunchOptions {
  /** The folder with the application's package.json. */
  appFolder: string;
  env?: Record<string, string>;
  /** Arguments of the application. */
  args?: string[];
  /** The folder of the application's own files, to be used again. Default: a new one, removed at the end. */
  profile?: string;
}

export interface LaunchedWindow {
  app: ElectronApplication;
  page: Page;
  /** Quits as a user does, and removes profile and display. */
  close(): Promise<void>;
}

/** Starts the application and gives its first window. Build `dist/desktop` and `dist/renderer` of it before. */
export async function launchWindow(options: LaunchOptions): Promise<LaunchedWindow> {
  const executablePath = findElectron();
  if (!executablePath) throw new Error('There is no Electron on this machine; call requireOrSkip() first.');
  const display = await openDisplay();
  const profile = options.profile ?? (await mkdtemp(path.join(os.tmpdir(), 'tnrlab-profile-')));
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, DISPLAY: display.DISPLAY, ...options.env })) {
    // Vitest's own flags would reach the lab otherwise.
    if (value !== undefined && name !== 'NODE_OPTIONS') env[name] = value;
  }
  const app = await _electron.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${profile}`,
      options.appFolder,
      ...(options.args ?? []),
    ],
    env,
  });
  const close = async (): Promise<void> => {
    await app.close();
    display.close();
    if (!options.profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { app, page: await app.firstWindow(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
