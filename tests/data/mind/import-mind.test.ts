import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from '#data/dataset/dataset.ts';
import { importMind, type ImportProgress } from '#data/mind/import-mind.ts';
import { BEHAVIORS, behaviorRow, folder, lines, NEWS, newsRow } from './small-mind.ts';

async function collect(source: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of source) all.push(line);
  return all;
}

test('importMind() turns one folder into the training split, with its statistics', async () => {
  const outDir = folder({});
  const source = folder({ 'news.tsv': NEWS, 'behaviors.tsv': BEHAVIORS });
  const progress: ImportProgress[] = [];
  const summary = await importMind(source, outDir, (p) => progress.push(p));
  expect(summary).toEqual({
    statistics: {
      news: 3,
      users: 2,
      impressions: 3,
      clicks: 3,
      meanTitleWords: (3 + 2 + 4) / 3,
      meanBodyWords: (3 + 0 + 1) / 3,
    },
    skipped: {},
    bodies: 'abstract',
    splits: [{ split: 'train', impressions: 3, labelled: true }],
    hasGeneralText: false,
    bestAuc: null,
  });
  expect(progress.at(-1)).toMatchObject({ done: BEHAVIORS.length, total: BEHAVIORS.length, unit: 'bytes' });

  const dataset = await openDataset(outDir);
  expect(dataset.summary).toEqual(summary);
  expect(await dataset.newsIds()).toEqual(['N1', 'N2', 'N3']);
  expect(await collect(dataset.titles())).toEqual(['One "quoted" title', 'Two words', 'Café au lait today']);
  expect(await collect(dataset.bodies())).toEqual(['First abstract here', '', 'Third']);
  expect(dataset.generalText()).toBeUndefined();
  expect(await dataset.split('dev')).toBeUndefined();
  const train = await dataset.split('train');
  expect(train && [...train.users]).toEqual([0, 1, 0]);
  expect(train && [...train.history]).toEqual([0, 1, 2]);
  expect(train && [...train.historyOffsets]).toEqual([0, 2, 2, 3]);
  expect(train && [...train.candidates]).toEqual([2, 1, 0, 1, 2, 0]);
  expect(train && [...train.candidateOffsets]).toEqual([0, 2, 5, 6]);
  expect(train && [...train.labels]).toEqual([1, 0, 0, 0, 1, 1]);
  expect(train?.times[0]).toBe(Date.UTC(2019, 10, 15, 8, 55, 22) / 1000);
  expect(await train?.impressionIds()).toEqual(['1', '2', '3']);
  expect(readFileSync(join(outDir, 'users.txt'), 'utf8')).toBe('U1\nU2\n');
});

test('importMind() takes bodies from a ninth column', async () => {
  const outDir = folder({});
  const news = lines(
    newsRow('N1', 'a', { abstract: 'no', body: 'the body text' }),
    newsRow('N2', 'b', { body: '' }),
  );
  const summary = await importMind(folder({ 'news.tsv': news }), outDir);
  expect(summary).toMatchObject({
    bodies: 'body',
    splits: [],
    statistics: { impressions: 0, meanBodyWords: 1.5 },
  });
  expect(await collect((await openDataset(outDir)).bodies())).toEqual(['the body text', '']);
});

test('importMind() accepts a byte order mark, CRLF and a last line without its end', async () => {
  const windows = (text: string): string => `\ufeff${text.trimEnd().replaceAll('\n', '\r\n')}`;
  const [plain, other] = [folder({}), folder({})];
  const summary = await importMind(folder({ 'news.tsv': NEWS, 'behaviors.tsv': BEHAVIORS }), plain);
  const source = folder({ 'news.tsv': windows(NEWS), 'behaviors.tsv': windows(BEHAVIORS) });
  expect(await importMind(source, other)).toEqual(summary);
  for (const file of [
    'news-ids.txt',
    'titles.txt',
    'bodies.txt',
    'train/impression-ids.txt',
    'train/candidates.i32',
  ]) {
    expect(readFileSync(join(other, file))).toEqual(readFileSync(join(plain, file)));
  }
});

test('importMind() keeps the first of rows that splits share, and counts those that differ', async () => {
  const outDir = folder({});
  const summary = await importMind(
    folder({
      'train/news.tsv': NEWS,
      'train/behaviors.tsv': BEHAVIORS,
      'dev/news.tsv': lines(newsRow('N2', 'Two words'), newsRow('N3', 'Changed'), newsRow('N4', 'New')),
      'dev/behaviors.tsv': lines(behaviorRow(1, 'U9', 'N1', 'N4-1 N1-0')),
      'test/news.tsv': lines(newsRow('N5', 'Five')),
      'test/behaviors.tsv': lines(behaviorRow(1, 'U2', 'N4', 'N5 N1')),
    }),
    outDir,
  );
  expect(summary.statistics).toMatchObject({ news: 5, users: 3, impressions: 5, clicks: 4 });
  expect(summary.skipped).toEqual({ 'news row unlike an earlier split (first kept)': 1 });
  expect(summary.splits.map(({ split, labelled }) => [split, labelled])).toEqual([
    ['train', true],
    ['dev', true],
    ['test', false],
  ]);
  const dataset = await openDataset(outDir);
  expect((await collect(dataset.titles()))[2]).toBe('Café au lait today');
  expect([...((await dataset.split('test'))?.labels ?? [])]).toEqual([255, 255]);
});

test('importMind() leaves unknown news out and counts it', async () => {
  const outDir = folder({});
  const behaviors = lines(
    behaviorRow(7, 'U1', 'N9 N1 N8', 'N9-0 N1-1 N8-0 N2-0'),
    behaviorRow(8, 'U2', '', 'N9-1 N8-0'),
    behaviorRow(9, 'U3', '', ''),
    behaviorRow('id-10', 'U3', '', 'N3-1'),
  );
  const summary = await importMind(folder({ 'news.tsv': NEWS, 'behaviors.tsv': behaviors }), outDir);
  expect(summary.skipped).toEqual({
    'unknown news in history': 2,
    'unknown news among candidates': 4,
    'impression without candidates': 2,
  });
  expect(summary.statistics).toMatchObject({ users: 2, impressions: 2, clicks: 2 });
  const train = await (await openDataset(outDir)).split('train');
  expect(train && [...train.candidates]).toEqual([0, 1, 2]);
  const dropped = await train?.dropped();
  expect(dropped && [...dropped.positions]).toEqual([0, 0, 0, 2]);
  expect(dropped?.impressions).toEqual([{ before: 1, id: '8', candidates: 2 }]);
});

test('importMind() carries general text, vocabulary and world over', async () => {
  const outDir = folder({});
  const source = folder({
    'news.tsv': NEWS,
    'general.txt': 'one document\nanother\n',
    'vocab.txt': '[PAD]\n',
    'world.json': '{"bestAuc": {"dev": 0.8, "test": 0.81}, "seed": 1}',
  });
  const summary = await importMind(source, outDir);
  expect(summary).toMatchObject({ hasGeneralText: true, bestAuc: { dev: 0.8, test: 0.81 } });
  const dataset = await openDataset(outDir);
  expect(await collect(dataset.generalText() ?? (async function* () {})())).toEqual([
    'one document',
    'another',
  ]);
  expect(readFileSync(dataset.file('vocab.txt') ?? '', 'utf8')).toBe('[PAD]\n');
});

test('importMind() stops when it is asked to', async () => {
  const source = folder({ 'news.tsv': NEWS, 'behaviors.tsv': BEHAVIORS });
  await expect(importMind(source, folder({}), undefined, AbortSignal.abort())).rejects.toMatchObject({
    code: 'stopped',
  });
});
