import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { os } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl, controlAddress, serveControl } from '#lab/http/control-socket.ts';

const router = {
  datasets: { list: os.handler(() => []) },
  system: {
    events: os.handler(async function* ({ signal }) {
      yield { type: 'idle' };
      await new Promise((resolve) => signal!.addEventListener('abort', resolve));
    }),
  },
};
let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-control-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

describe.skipIf(process.platform === 'win32')('serveControl()', () => {
  it('answers calls of another process of the same user, and of nobody else', async () => {
    const control = await serveControl(router, workspace);
    expect(statSync(controlAddress(workspace)).mode & 0o777).toBe(0o600);
    const remote = await connectControl(workspace);
    expect(await remote?.client.datasets.list()).toEqual([]);
    await control.close();
    await remote?.closed;
    expect(await connectControl(workspace)).toBeNull();
  });

  it('replaces what a dead lab left', async () => {
    writeFileSync(controlAddress(workspace), '');
    expect(await connectControl(workspace)).toBeNull();
    const control = await serveControl(router, workspace);
    const remote = await connectControl(workspace);
    expect(remote).not.toBeNull();
    remote?.close();
    await control.close();
  });

  // A word too late would be an unhandled rejection, which fails the run.
  it.each(['the command', 'the lab'])(
    'ends in quiet where %s leaves in the middle of a stream',
    async (who) => {
      const control = await serveControl(router, workspace);
      const remote = await connectControl(workspace);
      const ended = new AbortController();
      const events = await remote!.client.system.events(undefined, { signal: ended.signal });
      await events.next();
      if (who === 'the command') {
        ended.abort();
        remote!.close();
      } else void control.close();
      await remote!.closed;
      ended.abort();
      await setTimeout(50);
      await control.close();
    },
  );

  it('keeps the address short where the workspace has a long path', () => {
    expect(controlAddress(path.join('/', 'x'.repeat(200))).length).toBeLessThan(100);
  });
});
