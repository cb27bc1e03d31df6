import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#lab/cli/program.ts';
import { recordingIo } from './recording-io.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-study-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo();
  const code = await runCli(['--workspace', path.join(folder, 'workspace'), ...args], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

describe('tnrlab run STUDY', () => {
  it('without a scale says which there are', async () => {
    const { code, err } = await run('run', 'main-table');
    expect(code).toBe(2);
    expect(err).toContain('The study main-table comes in 3 scales: sample, mini, paper.');
    expect(err).toContain('tnrlab run main-table --scale sample');
  });

  it('names the studies there are for one that there is not', async () => {
    const { code, err } = await run('run', 'main-tabel', '--scale', 'sample');
    expect(code).toBe(3);
    expect(err).toContain('"main-tabel"');
    expect(err).toContain('loss-ablation');
  });

  it('says what the scale lacks before anything is computed', async () => {
    const { code, err } = await run('run', 'main-table', '--scale', 'mini', '--plm', 'bert');
    expect(code).toBe(2);
    expect(err).toContain('There is no dataset "mind-small"');
    expect(err).toContain('There is no PLM "bert"');
  });

  it('rejects a scale that there is not, and options of a study beside a file', async () => {
    expect((await run('run', 'main-table', '--scale', 'huge')).err).toContain('sample, mini, paper');
    const file = path.join(folder, 'mine.yaml');
    writeFileSync(file, 'name: mine\n');
    const { code, err } = await run('run', file, '--scale', 'mini');
    expect(code).toBe(2);
    expect(err).toContain('is a file and says these itself');
  });

  it.each([
    [
      'an unknown method',
      'method: DistilBERT, layers: 2',
      'There is no method "DistilBERT". Choose one of PLM-NR',
    ],
    [
      'a student deeper than its teachers',
      'method: TinyBERT, layers: 4, teacherLayers: 2',
      'deeper than its teachers',
    ],
    [
      'more layers than the PLM has',
      'method: PLM-NR, variant: TAPT, layers: 9',
      '9 layers, but the base PLM has 2',
    ],
    [
      'M larger than the copies kept',
      'method: NewsBERT-MT, layers: 1, teacherLayers: 2, teachers: 9',
      'M = 9 teachers, but post-training keeps 4 copies',
    ],
  ])('tells %s with file and line', async (_what, row, message) => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(
      file,
      `name: bad\ndataset: sample\nplm: { pretrain: general-text, layers: 2, hiddenSize: 8, heads: 2, intermediateSize: 8 }\nmethods:\n  - { ${row} }\n`,
    );
    const { code, err } = await run('run', file);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toMatch(/bad\.yaml:5: /);
  });
});

describe('tnrlab run --dry-run', () => {
  it('says what a study would compute and take, and starts nothing', async () => {
    await run(
      'sample',
      '--out',
      path.join(folder, 'world'),
      '--news',
      '200',
      '--users',
      '20',
      '--impressions',
      '60',
    );
    expect((await run('import', 'mind', path.join(folder, 'world'), '--name', 'sample')).code).toBe(0);
    const { code, out } = await run('run', 'main-table', '--scale', 'sample', '--repeats', '1', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ stages; 16 rows\.\nTime: not known; never measured here: .*Fine-tune/);
    expect(out).toMatch(/Disk: .* of checkpoints while it runs; .* are free\./);
    expect(out).toMatch(/\nFine-tune +(nothing measured yet|other kinds)/);
    const json = await run('run', 'main-table', '--scale', 'sample', '--repeats', '1', '--dry-run', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ plan: { rows: 16, reused: 0 }, cost: { warnings: [] } });
    expect((await run('runs', '--json')).out.trim()).toBe('[]');
  });

  it('names the problems of a file with their lines, those of a sweep too', async () => {
    const file = path.join(folder, 'swept.yaml');
    writeFileSync(
      file,
      `name: swept
dataset: sample
plm: { pretrain: general-text, layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 32 }
methods:
  - { method: PLM-NR, variant: FT, layers: 2 }
sweep:
  method: grid
  fields:
    fineTuning.learningRate: [1.0e-5, 5]
`,
    );
    const { code, err } = await run('run', file, '--dry-run');
    expect(code).toBe(2);
    expect(err).toContain(`${file}:9: sweep.fields.fineTuning.learningRate.1: 5 is no value`);
  });
});
