/** Puts together an application folder for the tests: the real desktop bundle around the small page. */
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..', '..');

const PAGE = `<!doctype html><meta charset="utf-8"><title>Small page</title>
<style>body { background: #16181c; color: #ddd; font: 15px system-ui }</style>
<h1>Small page</h1><ul id="lines"></ul><script type="module" src="./page.js"></script>`;

/** @returns the folder, to be removed by the caller */
export async function makeSmallApp(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tnrlab-app-'));
  const renderer = path.join(folder, 'dist', 'renderer');
  await mkdir(renderer, { recursive: true });
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'small-app', version: '0.0.0', main: 'dist/desktop/main.cjs' }),
  );
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  await writeFile(path.join(renderer, 'index.html'), PAGE);
  const common = { bundle: true, absWorkingDir: root, logLevel: 'warning' } as const;
  await build({
    ...common,
    entryPoints: ['src-main/desktop/main.ts', 'src-main/desktop/preload.ts'],
    outdir: path.join(folder, 'dist', 'desktop'),
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: ['node16', 'chrome108'],
    external: ['electron'],
  });
  await build({
    ...common,
    entryPoints: ['tests/desktop/small-page.ts'],
    outfile: path.join(renderer, 'page.js'),
    format: 'esm',
    target: 'chrome108',
  });
  return folder;
}
