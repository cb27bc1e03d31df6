import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#lab/cli/program.ts';
import type { QueueState } from '#shared/contract/queue.ts';
import { ScriptedLab, smallExperiment, until } from '../scripted-lab.ts';
import { recordingIo } from './recording-io.ts';

let scripted: ScriptedLab;
beforeAll(async () => {
  scripted = new ScriptedLab({ pretrain: { steps: 900, msPerStep: 10 } });
  const lab = await scripted.startWithData({ slots: 1 });
  ['a', 'b', 'c'].forEach((name, at) => lab.run({ ...smallExperiment, name, seed: at + 1 }));
  await until(() => lab.queue.get().running.length > 0);
  await lab.close();
});
afterAll(() => scripted.close());

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo();
  const code = await runCli(['queue', ...args, '--workspace', scripted.workspace], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}
const entries = async (): Promise<[string, string, boolean][]> =>
  (JSON.parse((await run('--json')).out) as QueueState).entries.map((one) => [
    one.name,
    one.priority,
    one.paused,
  ]);

describe('tnrlab queue', () => {
  it('lists the line with what each waits for', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/processor: 0 of \d+ slots in use/);
    expect(out).toMatch(/1 {2}a +normal +0\/5 +– +interrupted by the end of the lab/);
    expect(out).toContain('tnrlab run EXPERIMENT');
  });

  it('moves, sets priorities, pauses and resumes, and keeps it', async () => {
    await run('move', 'c', '--before', 'b');
    await run('priority', 'b', 'high');
    await run('pause', 'a', '--now');
    expect(await entries()).toEqual([
      ['b', 'high', false],
      ['a', 'normal', true],
      ['c', 'normal', false],
    ]);
    await run('resume', 'a');
    await run('move', 'b', '--bottom');
    expect(await entries()).toEqual([
      ['a', 'normal', false],
      ['c', 'normal', false],
      ['b', 'normal', false],
    ]);
    expect((await run('pause')).out).toContain('The queue is paused. Go on with: tnrlab queue resume');
    expect((await run('resume')).out).not.toContain('The queue is paused');
  });

  it('sets the slots of a device and gives them back', async () => {
    expect((await run('slots', 'gpu', '2')).out).toContain('GPU: 0 of 2 slots in use');
    expect((await run('slots', 'gpu', 'default')).out).not.toContain('GPU');
    const { code, err } = await run('slots', 'processor', '0');
    expect(code).toBe(2);
    expect(err).toContain('Give a whole number from 1 to 256, or "default".');
  });

  it('says what is wrong with a move', async () => {
    const nowhere = await run('move', 'a');
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain('one of --top, --bottom, --before NAME and --after NAME');
    const nobody = await run('move', 'nobody', '--top');
    expect(nobody.code).toBe(3);
    expect(nobody.err).toContain('There is no experiment "nobody".');
  });
});
