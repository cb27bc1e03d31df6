/** The layouts of the paper's four data sets, each as a tiny folder: MIND small and large, Feeds, News. */
import { expect, test } from 'vitest';
import { openDataset } from '#data/dataset/dataset.ts';
import { importMind } from '#data/mind/import-mind.ts';
import { BEHAVIORS, behaviorRow, folder, lines, NEWS, newsRow } from './small-mind.ts';

const UNLABELLED = lines(behaviorRow(1, 'U7', 'N1', 'N2 N3'), behaviorRow(2, 'U1', '', 'N1 N3'));

test('importMind() reads MIND small: train and dev, no test', async () => {
  const source = folder({
    'MINDsmall_train/news.tsv': NEWS,
    'MINDsmall_train/behaviors.tsv': BEHAVIORS,
    'MINDsmall_dev/news.tsv': NEWS,
    'MINDsmall_dev/behaviors.tsv': BEHAVIORS,
  });
  const { splits, statistics, bodies } = await importMind(source, folder({}));
  expect(splits).toEqual([
    { split: 'train', impressions: 3, labelled: true },
    { split: 'dev', impressions: 3, labelled: true },
  ]);
  expect(statistics).toMatchObject({ news: 3, users: 2, impressions: 6, clicks: 6 });
  expect(bodies).toBe('abstract');
});

test('importMind() reads MIND large: a test split without labels counts no clicks', async () => {
  const source = folder({
    'MINDlarge_train/news.tsv': NEWS,
    'MINDlarge_train/behaviors.tsv': BEHAVIORS,
    'MINDlarge_dev/news.tsv': NEWS,
    'MINDlarge_dev/behaviors.tsv': BEHAVIORS,
    'MINDlarge_test/news.tsv': NEWS + lines(newsRow('N9', 'Only in test')),
    'MINDlarge_test/behaviors.tsv': UNLABELLED,
  });
  const { splits, statistics } = await importMind(source, folder({}));
  expect(splits.at(-1)).toEqual({ split: 'test', impressions: 2, labelled: false });
  expect(statistics).toMatchObject({ news: 4, users: 3, impressions: 8, clicks: 6 });
});

test('importMind() reads Feeds: bodies in a ninth column, in every split', async () => {
  const news = lines(
    newsRow('N1', 'One', { abstract: 'short', body: 'A long body of news one' }),
    newsRow('N2', 'Two', { body: '' }),
    newsRow('N3', 'Three', { body: 'Third' }),
  );
  const source = folder({
    'train/news.tsv': news,
    'train/behaviors.tsv': BEHAVIORS,
    'test/news.tsv': news + lines(newsRow('N4', 'Four', { body: 'Fourth body' })),
    'test/behaviors.tsv': BEHAVIORS,
  });
  const { statistics, bodies, splits } = await importMind(source, folder({}));
  expect(bodies).toBe('body');
  expect(splits.map(({ split }) => split)).toEqual(['train', 'test']);
  expect(statistics).toMatchObject({ news: 4, impressions: 6, meanBodyWords: (6 + 0 + 1 + 2) / 4 });
});

test('importMind() reads News: a corpus of news alone has no impressions and no users', async () => {
  const outDir = folder({});
  const news = lines(newsRow('N1', 'One', { body: 'Body one' }), newsRow('N2', 'Two', { body: 'Body' }));
  const summary = await importMind(folder({ 'news.tsv': news }), outDir);
  expect(summary).toMatchObject({
    splits: [],
    bodies: 'body',
    skipped: {},
    statistics: { news: 2, users: 0, impressions: 0, clicks: 0, meanTitleWords: 1, meanBodyWords: 1.5 },
  });
  const corpus = await openDataset(outDir);
  expect(corpus).toMatchObject({ newsCount: 2, userCount: 0 });
  expect(await corpus.split('train')).toBeUndefined();
});

test('importMind() reads a corpus in several folders as one', async () => {
  const source = folder({
    'train/news.tsv': lines(newsRow('N1', 'One')),
    'test/news.tsv': lines(newsRow('N1', 'One'), newsRow('N2', 'Two')),
  });
  expect((await importMind(source, folder({}))).statistics).toMatchObject({ news: 2, impressions: 0 });
});
