/** Builds the renderer with Vite when `dist/renderer` is missing or older than its sources. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { root } from './root.js';

const SOURCES = ['src-renderer', 'shared', 'vite.config.ts', 'package.json'];

export async function buildRendererIfStale() {
  const builtMs = newestMs(path.join(root, 'dist', 'renderer', 'index.html'));
  if (builtMs > Math.max(...SOURCES.map((source) => newestMs(path.join(root, source))))) return;
  await build({
    root: path.join(root, 'src-renderer'),
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'warn',
  });
}

/** Time of the newest file at or under `start`; 0 when there is none. */
function newestMs(start) {
  const stat = statSync(start, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(start).map((name) => newestMs(path.join(start, name))));
}
