import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '#lab/cli/context.ts';
import { runCli } from '#lab/cli/program.ts';
import { openSession } from '#lab/cli/session.ts';
import { connectControl } from '#lab/http/control-socket.ts';
import { recordingIo } from './recording-io.ts';

let folder: string;
let workspace: string;

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo();
  const code = await runCli(['--workspace', workspace, ...args], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-session-'));
  workspace = path.join(folder, 'workspace');
  const sizes = ['--news', '120', '--users', '20', '--impressions', '60'];
  await run('sample', '--out', path.join(folder, 'world'), ...sizes, '--quiet');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('tnrlab with a real lab', () => {
  it('imports a dataset and prints {dataset, statistics, skipped}', async () => {
    const { code, out } = await run(
      'import',
      'mind',
      path.join(folder, 'world'),
      '--name',
      'world',
      '--json',
    );
    expect(code).toBe(0);
    const printed = JSON.parse(out) as { statistics: Record<string, number> };
    expect(Object.keys(printed)).toEqual(['dataset', 'statistics', 'skipped']);
    expect(Object.keys(printed.statistics)).toEqual([
      'news',
      'users',
      'impressions',
      'clicks',
      'meanTitleWords',
      'meanBodyWords',
    ]);
    expect(JSON.parse((await run('dataset', 'stats', 'world', '--json')).out)).toEqual(printed);
  });

  it('leaves no lab behind', async () => {
    expect((await run('datasets')).code).toBe(0);
    expect(await connectControl(workspace)).toBeNull();
  });

  it('reaches the lab that holds the workspace', async () => {
    const holder = await openSession(createContext({ workspace }, recordingIo()));
    expect(holder.router).not.toBeNull();
    const guest = await openSession(createContext({ workspace }, recordingIo()));
    expect(guest.router).toBeNull();
    expect((await guest.client.datasets.list()).map(({ name }) => name)).toEqual(['world']);
    await expect(guest.client.datasets.get({ name: 'absent' })).rejects.toThrow(/absent/);
    const serving = await run('serve', '--no-open', '--json');
    expect(serving.code).toBe(4);
    expect(JSON.parse(serving.err)).toMatchObject({ error: { code: 'busy' } });
    await guest.close();
    await holder.close();
    await guest.gone;
  });

  it.each([
    ['an unknown dataset', ['dataset', 'stats', 'absent'], 3, 'not-found'],
    ['an unknown experiment', ['table', 'absent'], 3, 'not-found'],
    ['no running experiment', ['stop'], 3, 'not-found'],
    ['a source that is not there', ['import', 'mind', '/absent', '--name', 'x'], 3, 'not-found'],
    ['an unknown PLM', ['model', 'size', '--plm', 'absent'], 3, 'not-found'],
  ])('says so for %s', async (_what, args, exit, errorCode) => {
    const { code, err } = await run(...args, '--json', '--quiet');
    expect(code).toBe(exit);
    expect(JSON.parse(err)).toMatchObject({ error: { code: errorCode } });
  });

  it('forgets a dataset', async () => {
    expect((await run('remove', 'dataset', 'world')).code).toBe(0);
    expect((await run('datasets', '--json')).out).toBe('[]\n');
  });
});
