/** The generated world as files: MIND's columns, ids that exist, equal bytes for equal seeds, and the known best AUC. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WorldSummary, writeWorld } from '#data/world/write-world.ts';
import { allTopics } from '#data/world/topics.ts';

const sizes = { news: 300, users: 60, impressions: 400 };
let folder: string;
let summary: WorldSummary;

const world = (name: string) => join(folder, name);
const lines = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');
const rows = async (path: string) => (await lines(path)).map((line) => line.split('\t'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-'));
  summary = await writeWorld({ outDir: world('a'), seed: 7, ...sizes });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('writeWorld()', () => {
  it.each(['train', 'dev', 'test'] as const)(
    'writes %s in MIND columns, every shown id with a row',
    async (split) => {
      const news = await rows(join(world('a'), split, 'news.tsv'));
      const behaviors = await rows(join(world('a'), split, 'behaviors.tsv'));
      const ids = new Set(news.map((row) => row[0]));
      expect(ids.size).toBe(news.length);
      for (const row of news) {
        expect(row).toHaveLength(9);
        expect(row.every((column) => column.length > 0)).toBe(true);
        expect(Array.isArray(JSON.parse(row[6]!))).toBe(true);
      }
      expect(behaviors).toHaveLength(summary.impressions[split]);
      for (const row of behaviors) {
        expect(row).toHaveLength(5);
        expect(row[2]).toMatch(/^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M$/);
        const shown = row[4]!.split(' ').map((entry) => entry.split('-') as [string, string]);
        expect(new Set(shown.map(([, label]) => label))).toEqual(new Set(['0', '1']));
        const history = row[3]!.split(' ').filter(Boolean);
        for (const id of [...history, ...shown.map(([id]) => id)]) expect(ids).toContain(id);
      }
    },
  );

  it('shows news in test that train does not list', async () => {
    const train = new Set((await rows(join(world('a'), 'train/news.tsv'))).map((row) => row[0]));
    const test = await rows(join(world('a'), 'test/news.tsv'));
    expect(test.filter((row) => !train.has(row[0])).length).toBeGreaterThan(10);
  });

  it('keeps plain nouns of a topic to the bodies and jargon to the headlines', async () => {
    const news = await rows(join(world('a'), 'test/news.tsv'));
    for (const row of news) {
      const topic = allTopics.find((candidate) => candidate.subcategory === row[2])!;
      expect(row[8]).toMatch(new RegExp(`\\b(${topic.nouns.join('|')})\\b`));
      expect(row[3]).toMatch(new RegExp(`\\b(${topic.jargon.join('|')})\\b`, 'i'));
    }
  });

  it('writes equal bytes for equal seeds and others for another seed', async () => {
    await writeWorld({ outDir: world('b'), seed: 7, ...sizes });
    await writeWorld({ outDir: world('c'), seed: 8, ...sizes });
    for (const file of ['train/news.tsv', 'test/behaviors.tsv', 'general.txt', 'vocab.txt', 'world.json']) {
      const first = await readFile(join(world('a'), file), 'utf8');
      expect(await readFile(join(world('b'), file), 'utf8')).toBe(first);
      if (file !== 'vocab.txt') expect(await readFile(join(world('c'), file), 'utf8')).not.toBe(first);
    }
  });

  it('states a best AUC that leaves room below 1', () => {
    for (const auc of Object.values(summary.bestAuc)) {
      expect(auc).toBeGreaterThan(0.8);
      expect(auc).toBeLessThan(0.97);
    }
  });

  it('reports progress up to the last line of each file', async () => {
    const last = new Map<string, number>();
    await writeWorld({ outDir: world('d'), seed: 1, ...sizes }, ({ file, done, total }) => {
      expect(done).toBeLessThanOrEqual(total);
      last.set(file, total - done);
    });
    expect([...last.values()].every((left) => left === 0)).toBe(true);
    expect(last.size).toBe(8);
  });

  it('refuses sizes that fill no page', async () => {
    await expect(writeWorld({ outDir: world('e'), seed: 1, news: 3 })).rejects.toThrow(/news is 3/);
    await expect(writeWorld({ outDir: world('e'), seed: 1.5 })).rejects.toThrow(/seed is 1.5/);
  });
});
