import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram, runCli } from '#lab/cli/program.ts';
import { recordingIo } from './recording-io.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo();
  const code = await runCli(args, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

describe('createProgram()', () => {
  it('shows an example in the help of every command', () => {
    const io = recordingIo();
    for (const command of leaves(createProgram(io)).filter((leaf) => leaf.name() !== 'desktop')) {
      io.stdout.text = '';
      command.outputHelp();
      expect(io.stdout.text, command.name()).toMatch(/Examples?:\n {2}\$ tnrlab /);
    }
  });

  it('documents the exit codes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('130  interrupted or stopped');
  });
});

describe('runCli() errors', () => {
  it('tells a usage error in one message, without a stack', async () => {
    const { code, err } = await run('model', 'size', '--plm', 'unilmv2-base', '--layers', 'many');
    expect(code).toBe(2);
    expect(err).toContain('Give a whole number from 1 to 48.');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('names the columns of the paper for another --published', async () => {
    const { code, err } = await run('table', 'x', '--published', 'News');
    expect(code).toBe(2);
    expect(err).toMatch(/none.*MIND.*Feeds/);
  });

  it('gives errors as one JSON object on stderr with --json, before or after the command', async () => {
    for (const args of [
      ['--json', 'model', 'size', '--plm', 'unilmv2-base', '--layers', '13'],
      ['model', 'size', '--plm', 'unilmv2-base', '--layers', '13', '--json'],
      ['no-such-command', '--json'],
    ]) {
      const { code, out, err } = await run(...args);
      const { error } = JSON.parse(err) as { error: { code: string; message: string; details: object } };
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(error.code).toBe('bad-input');
      expect(error.details).toBeTypeOf('object');
    }
  });

  it('exits with 3 for a file that is not there', async () => {
    const { code, err } = await run('run', path.join(folder, 'absent.yaml'));
    expect(code).toBe(3);
    expect(err).toContain('absent.yaml');
  });
});

describe('tnrlab model size', () => {
  it.each([
    ['12', 109_885_346],
    ['4', 53_182_370],
    ['2', 39_006_626],
    ['1', 31_918_754],
  ])('prints {parameters} for %s layers and opens no workspace', async (layers, parameters) => {
    const { code, out } = await run('model', 'size', '--plm', 'unilmv2-base', '--layers', layers, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ parameters });
  });
});

describe('tnrlab score', () => {
  it('prints {impressions, skipped, auc, mrr, ndcg5, ndcg10} as shares', async () => {
    const truth = path.join(folder, 'behaviors.tsv');
    const prediction = path.join(folder, 'prediction.txt');
    writeFileSync(
      truth,
      ['1\tU1\t11/11/2019 9:05:58 AM\tN1\tN2-1 N3-0', '2\tU1\t11/11/2019 9:06:00 AM\t\tN2-0 N3-0'].join(
        '\n',
      ) + '\n',
    );
    writeFileSync(prediction, '1 [1,2]\n2 [2,1]\n');
    const { code, out, err } = await run('score', prediction, '--truth', truth, '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ impressions: 2, skipped: 1, auc: 1, mrr: 1, ndcg5: 1, ndcg10: 1 });
  });
});

describe('tnrlab sample', () => {
  it('writes a world, prints its best reachable AUC, and refuses a folder of other things', async () => {
    const out = path.join(folder, 'world');
    const sizes = ['--news', '120', '--users', '20', '--impressions', '60'];
    const first = await run('sample', '--out', out, '--seed', '5', ...sizes, '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      seed: 5,
      news: 120,
      bestAuc: { test: expect.any(Number) as number },
    });
    expect((await run('sample', '--out', out, ...sizes, '--quiet')).err).toBe('');
    const refused = await run('sample', '--out', folder, ...sizes);
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('holds other files');
  });
});
