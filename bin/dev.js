// `npm run dev`: the window on Vite's development server, with hot reload of the renderer.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createServer } from 'vite';
import { bundleDesktop } from './steps/bundle.js';
import { findOrFetchElectron, rootArguments } from './steps/electron.js';
import { root } from './steps/root.js';

const electron = findOrFetchElectron();
if (!electron) {
  console.error(
    "Electron's binary can't be had here; run `npm run serve` and open its address in a browser.",
  );
  process.exit(1);
}

const server = await createServer({
  root: path.join(root, 'src-renderer'),
  configFile: path.join(root, 'vite.config.ts'),
  server: { host: '127.0.0.1' },
});
await server.listen();
await bundleDesktop();
const child = spawn(electron, [...rootArguments(), root, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TNRLAB_DEV_URL: server.resolvedUrls?.local[0] },
});
child.on('exit', async (code) => {
  await server.close();
  process.exit(code ?? 1);
});
