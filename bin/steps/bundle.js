/** Bundles the processes of the main side with esbuild: the desktop for every checkout, lab and trainer to be packed. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './root.js';

const common = {
  bundle: true,
  platform: 'node',
  absWorkingDir: root,
  logLevel: 'warning',
  legalComments: 'none',
};

/** Native or file-carrying packages that must stay packages; electron-builder.yml packs the same ones. */
const EXTERNAL = [
  'better-sqlite3',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  'onnxruntime-node',
  'electron',
];

/** Bundled CommonJS packages still call these. */
const COMMONJS_IN_ESM = [
  "import { createRequire as createRequireForBundle } from 'node:module';",
  "import { dirname as dirnameForBundle } from 'node:path';",
  "import { fileURLToPath as fileURLToPathForBundle } from 'node:url';",
  'const require = createRequireForBundle(import.meta.url);',
  'const __filename = fileURLToPathForBundle(import.meta.url);',
  'const __dirname = dirnameForBundle(__filename);',
].join('\n');

/** `dist/desktop/{main,preload}.cjs`: CommonJS within what Electron 22 (Node 16, Chrome 108) to current share. */
export async function bundleDesktop() {
  await build({
    ...common,
    entryPoints: { main: 'src-main/desktop/main.ts', preload: 'src-main/desktop/preload.ts' },
    outdir: 'dist/desktop',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: ['node16', 'chrome108'],
    external: EXTERNAL,
  });
}

/** `dist/lab/{cli,bootstrap-worker,read-worker,sample-worker}.js` and `dist/trainer/{main,probe}.js`: ES modules for the packed Node, and the package.json to lie above. */
export async function bundleLab() {
  const entryPoints = {
    'lab/cli': 'src-main/lab/cli/main.ts',
    'lab/bootstrap-worker': 'src-main/lab/compare/bootstrap-worker.ts',
    'lab/read-worker': 'src-main/lab/imports/read-worker.ts',
    'lab/sample-worker': 'src-main/lab/system-metrics/sample-worker.ts',
    'trainer/main': 'src-main/trainer/main.ts',
    'trainer/probe': 'src-main/trainer/probe.ts',
  };
  for (const source of Object.values(entryPoints)) {
    if (!existsSync(path.join(root, source)))
      throw new Error(`${source} is missing; the bundle would be incomplete.`);
  }
  await build({
    ...common,
    entryPoints,
    outdir: 'dist',
    format: 'esm',
    target: 'node22',
    banner: { js: COMMONJS_IN_ESM },
    external: EXTERNAL,
  });
  const { name, version, license, type } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  );
  await writeFile(
    path.join(root, 'dist', 'lab-package.json'),
    JSON.stringify({ name, version, license, type }, null, 2),
  );
}
