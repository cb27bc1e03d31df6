import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockWorkspace } from '#lab/lock/workspace-lock.ts';

let folder: string;
let holder: ChildProcess | undefined;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-lock-'))));
afterEach(() => {
  // Also where the test failed: a child that lives on keeps the whole run from ending.
  holder?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('lockWorkspace() names the process that holds the workspace, and takes over when it has died', async () => {
  const program = fileURLToPath(new URL('../../../src-main/lab/lock/workspace-lock.ts', import.meta.url));
  // Nothing keeps what it returns, and the garbage is collected: the lock must hold all the same.
  const code = `import { lockWorkspace } from ${JSON.stringify(program)};
    lockWorkspace(${JSON.stringify(folder)}); setTimeout(() => { gc(); console.log('locked'); });
    setInterval(() => {}, 1000);`;
  const args = ['--expose-gc', '--input-type=module', '-e', code];
  holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(holder.stdout!, 'data');
  expect(() => lockWorkspace(folder)).toThrow(
    expect.objectContaining({ code: 'busy', details: { workspace: folder, pid: holder.pid } }),
  );
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = lockWorkspace(folder);
  expect(() => lockWorkspace(folder)).toThrow(new RegExp(`process ${process.pid}`));
  lock.release();
  lockWorkspace(folder).release();
});
