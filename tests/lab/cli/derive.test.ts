import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#lab/cli/program.ts';
import type { Dataset } from '#shared/contract/domain.ts';
import { recordingIo } from './recording-io.ts';

let folder: string;

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo();
  const code = await runCli(['--workspace', path.join(folder, 'workspace'), '--quiet', ...args], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

async function derive(name: string, ...args: string[]) {
  const result = await run('dataset', 'derive', 'world', '--name', name, ...args, '--json');
  expect(result.err).toBe('');
  return JSON.parse(result.out) as { dataset: string; statistics: Record<string, number>; derived: unknown };
}

const artifacts = (): string[] => readdirSync(path.join(folder, 'workspace', 'artifacts')).sort();

/** A corpus in the News layout: bodies, no clicks. */
function writeCorpus(): string {
  const source = path.join(folder, 'corpus');
  mkdirSync(source);
  const row = [
    'N1',
    'sports',
    'nfl',
    'A title',
    'abstract',
    'https://x.test',
    '[]',
    '[]',
    'The whole body text',
  ];
  writeFileSync(path.join(source, 'news.tsv'), `${row.join('\t')}\n`);
  return source;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-derive-'));
  const sizes = ['--news', '120', '--users', '40', '--impressions', '200'];
  await run('sample', '--out', path.join(folder, 'world'), ...sizes);
  await run('import', 'mind', path.join(folder, 'world'), '--name', 'world');
  await run('import', 'mind', writeCorpus(), '--name', 'corpus');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('tnrlab dataset derive', () => {
  it('makes a dataset of some users, names its parent, and is known to the other commands', async () => {
    const { dataset, statistics, derived } = await derive('ten', '--users', '10', '--seed', '3');
    expect(dataset).toBe('ten');
    expect(statistics).toMatchObject({ news: 120, users: 10 });
    expect(derived).toMatchObject({ parent: { name: 'world' }, users: 10, days: null, seed: 3 });
    const listed = JSON.parse((await run('datasets', '--json')).out) as Dataset[];
    expect(listed.find(({ name }) => name === 'ten')).toMatchObject({ source: '10 users of world, seed 3' });
    expect((await run('dataset', 'stats', 'ten')).out).toContain('10 users of world, seed 3.');
  });

  it('computes one request once, however it is spelt', async () => {
    const before = artifacts();
    await derive('ten', '--users', '10', '--seed', '3');
    await derive('quarter', '--users', '25%', '--seed', '3');
    expect(artifacts()).toEqual(before);
    const other = await run('dataset', 'derive', 'world', '--name', 'ten', '--users', '11');
    expect(other.code).toBe(4);
    expect(other.err).toContain('with other content');
  });

  it('moves a share of the training impressions to dev where it is asked to replace it', async () => {
    const [world] = (JSON.parse((await run('datasets', 'world', '--json')).out) as Dataset[]).map(
      ({ summary }) => summary,
    );
    const train = world!.splits.find(({ split }) => split === 'train')!.impressions;
    await derive('own-dev', '--validation', '--replace-dev');
    const [own] = JSON.parse((await run('datasets', 'own-dev', '--json')).out) as Dataset[];
    const moved = Math.round(0.2 * train);
    expect(own!.summary.splits).toMatchObject([
      { split: 'train', impressions: train - moved },
      { split: 'dev', impressions: moved, labelled: true },
      { split: 'test' },
    ]);
  });

  it('outlives its parent, and is a dataset to choose from itself', async () => {
    await derive('twenty', '--users', '20');
    const part = await run('dataset', 'derive', 'twenty', '--name', 'five', '--users', '5', '--json');
    expect(JSON.parse(part.out)).toMatchObject({
      statistics: { users: 5 },
      derived: { parent: { name: 'twenty' } },
    });
    expect((await run('remove', 'dataset', 'twenty')).code).toBe(0);
    expect((await run('dataset', 'stats', 'five')).code).toBe(0);
  });

  it.each([
    ['an unknown parent', ['absent', '--users', '5'], 3, /no dataset "absent"/],
    ['a corpus without clicks', ['corpus', '--users', '1'], 2, /no train split with clicks/],
    ['more users than there are', ['world', '--users', '5000'], 2, /has 38 users; 5,000 are asked for/],
    ['days outside', ['world', '--first-day', '2031-01-01'], 2, /from 2031-01-01\) are outside/],
    [
      'days the wrong way round',
      ['world', '--first-day', '2020-02-02', '--last-day', '2020-02-01'],
      2,
      /after the last/,
    ],
    ['no day of the calendar', ['world', '--last-day', '2019-02-30'], 2, /Use a day such as/],
    ['a dev split that would be lost', ['world', '--validation', '0.2'], 2, /has a dev split with labels/],
    ['a share of nothing', ['world', '--validation', '0'], 2, /Give a share such as 0.2/],
    ['a replacement by nothing', ['world', '--users', '5', '--replace-dev'], 2, /goes with --validation/],
    ['no wish at all', ['world'], 2, /Nothing is asked for/],
  ])('refuses %s before anything is written', async (_what, args, exit, message) => {
    const before = artifacts();
    const { code, err } = await run('dataset', 'derive', ...args, '--name', 'wrong');
    expect(err).toMatch(message);
    expect(code).toBe(exit);
    expect(artifacts()).toEqual(before);
    expect((await run('dataset', 'stats', 'wrong')).code).toBe(3);
  });
});

describe('tnrlab datasets --format', () => {
  it('prints the statistics rows as a table, corpus and subset included', async () => {
    const { code, out } = await run('datasets', 'world', 'corpus', 'ten', '--format', 'md');
    expect(code).toBe(0);
    const [head, , world, corpus, ten] = out.split('\n');
    expect(head).toContain('# Impressions');
    expect(world).toMatch(/^\| world .*\| +120 \|/);
    expect(corpus).toMatch(/^\| corpus .*– \| +2\.00 \| +4\.00 \|$/);
    expect(ten).toMatch(/^\| ten/);
    expect(out).toContain('With news bodies: world, corpus, ten.');
    expect(out).toContain('ten: 10 users of world, seed 3; all news are kept.');
  });

  it('writes to a file, and names a dataset that is not there', async () => {
    const file = path.join(folder, 'tables', 'datasets.tex');
    expect((await run('datasets', '--format', 'tex', '--out', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('\\label{tab:datasets}');
    for (const args of [['--format', 'csv'], ['--json']])
      expect((await run('datasets', 'absent', ...args)).code).toBe(3);
    expect((await run('datasets', 'a b', '--format', 'csv')).code).toBe(2);
  });
});
