/** Where things lie, from a checkout and from the packaged application; the only file that knows both layouts. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import type { LabCommand } from '#desktop/lab-process.ts';

const nodeName = process.platform === 'win32' ? 'node.exe' : 'node';

/** The built renderer: inside the archive when packaged, `dist/renderer` of the checkout otherwise. */
export function rendererFolder(): string {
  return path.join(app.getAppPath(), 'dist', 'renderer');
}

export function iconFile(): string {
  const folder = app.isPackaged ? path.join(process.resourcesPath, 'lab') : app.getAppPath();
  return path.join(folder, 'resources', 'icons', '256x256.png');
}

/** The address of a development server, and only from a checkout. */
export function developmentUrl(): string | undefined {
  return app.isPackaged ? undefined : process.env.TNRLAB_DEV_URL || undefined;
}

/**
 * How to start the lab: plain Node, from the sources in a checkout, from its bundle when packaged. The application's
 * own `--workspace FOLDER` goes on to it.
 */
export function labCommand(): LabCommand {
  const root = app.isPackaged ? path.join(process.resourcesPath, 'lab') : app.getAppPath();
  const packagedNode = path.join(process.resourcesPath, 'node', nodeName);
  const node = app.isPackaged ? packagedNode : path.join(root, 'node_modules', 'node', 'bin', nodeName);
  const source = path.join(root, 'src-main', 'lab', 'cli', 'main.ts');
  const built = path.join(root, 'dist', 'lab', 'cli.js');
  // Tests of this process alone bring a small lab of their own.
  const given = app.isPackaged ? undefined : process.env.TNRLAB_LAB_ENTRY;
  const entry = given ?? (existsSync(source) ? source : built);

  const env = { ...process.env };
  // These steer Electron's own Node; in the lab's they would do something else or nothing.
  for (const name of ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_CHANNEL_FD']) delete env[name];
  // An application started from a menu has no folder of its own to put a workspace into.
  if (app.isPackaged) env.TNRLAB_WORKSPACE ??= path.join(app.getPath('documents'), 'Tiny-NewsRec Lab');
  const workspace = argumentValue(process.argv, '--workspace');
  const args = ['--disable-warning=ExperimentalWarning', entry, 'desktop'];
  if (workspace !== undefined) args.push('--workspace', workspace);
  return { node, args, cwd: process.cwd(), env };
}

/** `--name VALUE` or `--name=VALUE`; Chromium's own arguments stand beside it. */
function argumentValue(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const [, inline] = args[at]?.split(/=(.*)/s) ?? [];
  return at < 0 ? undefined : (inline ?? args[at + 1]);
}
