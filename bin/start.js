// `npm start`: opens the window in Electron, or the browser mode where Electron's binary can't be had.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { findOrFetchElectron, rootArguments } from './steps/electron.js';
import { root } from './steps/root.js';

const electron = findOrFetchElectron();
if (!electron) {
  console.log("Electron's binary can't be had here, so the lab opens in your browser instead.");
}

// Imported late: the sentence above should not wait for the bundlers to load.
const { buildRendererIfStale } = await import('./steps/renderer.js');
await buildRendererIfStale();

let child;
if (electron) {
  const { bundleDesktop } = await import('./steps/bundle.js');
  await bundleDesktop();
  child = spawn(electron, [...rootArguments(), root, ...process.argv.slice(2)], { stdio: 'inherit' });
} else {
  const command = [path.join(root, 'bin', 'tnrlab.js'), 'serve', ...process.argv.slice(2)];
  child = spawn(process.execPath, command, { stdio: 'inherit' });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
}
child.on('error', (error) => {
  console.error(`${child.spawnfile} could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
