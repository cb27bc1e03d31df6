#!/usr/bin/env node
// Starts the command line on the Node that the npm package `node` brings (better-sqlite3 needs 22 or newer).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const packaged = path.join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const node = existsSync(packaged) ? packaged : process.execPath;
const built = path.join(root, 'dist', 'lab', 'cli.js');
const source = path.join(root, 'src-main', 'lab', 'cli', 'main.ts');
const entry = existsSync(source) ? source : built;

const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A terminal sends Ctrl-C to the whole group, a script to this process alone; the child takes two at once for one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + 2 : (code ?? 1)));
