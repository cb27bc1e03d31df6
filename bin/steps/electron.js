/**
 * Finds Electron's binary: a given one first, then that of the npm package, which fetches it once from the network
 * when it has none yet (its install script is off so that `npm install` stays quiet and works offline).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.js';

/** Enough for 120 MB on a slow line; a blocked network mostly answers in seconds. */
const FETCH_TIMEOUT_MS = 180_000;

const packageFolder = path.join(root, 'node_modules', 'electron');
const binaryNames = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const binaryName = binaryNames[process.platform] ?? 'electron';

/** The binary of `TNRLAB_ELECTRON`, of `ELECTRON_OVERRIDE_DIST_PATH` or of the npm package; undefined without one. */
export function findElectron() {
  const given = process.env.TNRLAB_ELECTRON;
  if (given) {
    if (!existsSync(given)) throw new Error(`TNRLAB_ELECTRON names ${given}, which does not exist.`);
    return path.resolve(given);
  }
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(packageFolder, 'dist');
  const binary = path.join(folder, binaryName);
  return existsSync(binary) ? path.resolve(binary) : undefined;
}

/** The same, after one try to fetch the binary when there is none. */
export function findOrFetchElectron() {
  const found = findElectron();
  const install = path.join(packageFolder, 'install.js');
  if (found || !existsSync(install)) return found;
  console.log('Fetching the Electron binary, once ...');
  // Its own messages are a stack trace when the network refuses; the caller says it in one sentence.
  spawnSync(process.execPath, [install], {
    stdio: 'ignore',
    timeout: FETCH_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  return findElectron();
}

/** The version of the unpacked Electron that holds `binary`, from its file `version`; undefined when it has none. */
export function electronVersion(binary) {
  const file = path.join(path.dirname(binary), 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined;
}

/** Chromium's sandbox refuses to run as root; everyone else keeps it. */
export function rootArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
