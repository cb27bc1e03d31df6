/**
 * What this machine has for tests of the interface: a Chromium, an Electron binary, a display. What it lacks gives a
 * named reason to skip; under `TNRLAB_CI=1` it gives an error instead, because there it should have been installed.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Where `.ci/run` unpacks what a bare machine lacks. */
export function cacheFolder(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'tnrlab-ci');
}

/** An executable of that name on the PATH. */
export function findOnPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `TNRLAB_CHROMIUM`, else a Chromium or Chrome on the PATH. */
export function findChromium(): string | undefined {
  const given = process.env.TNRLAB_CHROMIUM;
  if (given) return isExecutable(given) ? given : undefined;
  return findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/** `TNRLAB_ELECTRON`, else the npm package's binary, else the one in the cache; needs a display or Xvfb. */
export function findElectron(): string | undefined {
  if (process.platform === 'linux' && !process.env.DISPLAY && !findOnPath('Xvfb')) return undefined;
  const candidates = [
    process.env.TNRLAB_ELECTRON,
    process.env.ELECTRON_OVERRIDE_DIST_PATH && path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH, 'electron'),
    path.join(root, 'node_modules', 'electron', 'dist', 'electron'),
    path.join(cacheFolder(), 'electron', 'electron'),
  ];
  return candidates.find((file): file is string => !!file && existsSync(file));
}

/**
 * The reason to skip a test, or undefined when `found` is there: `describe.skipIf(requireOrSkip('Chromium', found))`.
 * @throws Error under `TNRLAB_CI=1` when it is missing
 */
export function requireOrSkip(name: string, found: unknown): string | undefined {
  if (found) return undefined;
  const reason = `${name} is not on this machine`;
  if (process.env.TNRLAB_CI === '1')
    throw new Error(`${reason}, and TNRLAB_CI=1 says that nothing may be skipped.`);
  return reason;
}

export interface Display {
  /** For the environment of what shall be shown there. */
  DISPLAY: string | undefined;
  close(): void;
}

/** The display of this machine, or an Xvfb of 1920 x 1080 on a free number. */
export async function openDisplay(): Promise<Display> {
  const xvfb = findOnPath('Xvfb');
  if (process.platform !== 'linux' || process.env.DISPLAY || !xvfb) {
    return { DISPLAY: process.env.DISPLAY, close: () => undefined };
  }
  const child = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code}.`)));
    child.stdio[3]?.once('data', (bytes: Buffer) => resolve(bytes.toString().trim()));
  });
  return { DISPLAY: `:${number}`, close: () => void child.kill() };
}
