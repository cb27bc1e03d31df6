/** `tnrlab runs` over a filled workspace. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#lab/cli/program.ts';
import { filledExperiment, fillWorkspace } from '#tests/fixtures/filled-workspace.ts';
import { recordingIo } from './recording-io.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-cli-runs-'));
  fillWorkspace(path.join(folder, 'workspace'), [filledExperiment('main')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const io = recordingIo();
  const code = await runCli([...args, '--workspace', path.join(folder, 'workspace')], io);
  return { code, out: io.stdout.text, notes: io.stderr.text };
}

describe('tnrlab runs', () => {
  it('tells imported runs apart, and lists them with their keys', async () => {
    expect((await run('runs', '--imported')).out).toContain('No run was imported yet.');
    const source = path.join(folder, 'nrms.csv');
    writeFileSync(source, 'method,seed,auc\nNRMS,1,0.68\nNRMS,2,0.69\n');
    expect((await run('import', 'runs', source, '--dataset', 'news')).code).toBe(0);
    const all = await run('runs');
    expect(all.out).toMatch(/^main /m);
    expect(all.notes).toBe('2 imported runs; list them with: tnrlab runs --imported\n');
    expect((await run('runs', '--json')).notes).toBe('');
    const { code, out } = await run('runs', '--imported');
    expect(code).toBe(0);
    expect(out).toMatch(/^Key +Run +Method +Dataset +Seed +AUC +From$/m);
    expect(out).toMatch(/^[0-9a-f]{12} .*NRMS +news +2 +69\.00 +CSV: .*nrms\.csv$/m);
    expect((await run('runs', 'main', '--imported')).code).toBe(2);
  });

  it('prints the key of each stage as other commands take it', async () => {
    const { code, out } = await run('runs', 'main');
    expect(code).toBe(0);
    expect(out).toMatch(/^Key +Stage +State +Backend +Time$/m);
    const [, key = ''] = /^([0-9a-f]{12}) +Evaluate/m.exec(out) ?? [];
    expect(await run('tables', 'new', 'Of one run', '--run', key)).toMatchObject({
      code: 0,
      out: 'Made the table "Of one run": 1 rows, 6 columns, 1 runs.\n',
    });
  });
});
