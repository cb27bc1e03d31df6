// `npm run package`: packs the application for this system; arguments go to electron-builder (default: `--dir`, a folder
// to run it from; `npm run package -- --linux deb` makes an installer). An Electron that TNRLAB_ELECTRON or
// ELECTRON_OVERRIDE_DIST_PATH names is packed as it is, so that nothing has to be fetched.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { electronVersion, findElectron } from './steps/electron.js';
import { root } from './steps/root.js';

const given = process.argv.slice(2);
const args = given.length > 0 ? given : ['--dir'];

const electron = findElectron();
const version = electron && electronVersion(electron);
if (version && process.platform !== 'darwin') {
  args.push(`-c.electronDist=${path.dirname(electron)}`, `-c.electronVersion=${version}`);
}

// The window has its own scheme; `file:` pages need no privileges. The switch came with Electron 29.
if (!version || Number.parseInt(version) >= 29)
  args.push('-c.electronFuses.grantFileProtocolExtraPrivileges=false');

const cli = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
const { status } = spawnSync(process.execPath, [cli, '--publish', 'never', ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
