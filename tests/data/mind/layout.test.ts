import { truncateSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importMind } from '#data/mind/import-mind.ts';
import { BEHAVIORS, folder, NEWS, zipBytes } from './small-mind.ts';

const SPLIT = { 'news.tsv': NEWS, 'behaviors.tsv': BEHAVIORS };
function inside(prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(SPLIT).map(([name, text]) => [`${prefix}/${name}`, text]));
}
async function splitsOf(source: string): Promise<string[]> {
  const summary = await importMind(source, folder({}));
  expect(summary.statistics.impressions).toBe(3 * summary.splits.length);
  return summary.splits.map(({ split }) => split);
}

test('findLayout() knows train, dev and test folders', async () => {
  expect(await splitsOf(folder({ ...inside('train'), ...inside('dev'), ...inside('test') }))).toEqual([
    'train',
    'dev',
    'test',
  ]);
});

test("findLayout() knows MIND's own folders and zips, and mixtures of them", async () => {
  const source = folder({
    ...inside('MINDsmall_dev'),
    'MINDsmall_train.zip': zipBytes(SPLIT),
    'MINDsmall_dev.zip': zipBytes(SPLIT),
    'MINDlarge_test.zip': zipBytes({ ...inside('MINDlarge_test'), '__MACOSX/._news.tsv': 'x' }),
  });
  expect(await splitsOf(source)).toEqual(['train', 'dev', 'test']);
});

test('findLayout() knows a zip of the subfolders and a zip of the files', async () => {
  const source = folder({
    'all.zip': zipBytes({ ...inside('data/train'), ...inside('data/dev'), 'data/general.txt': 'text\n' }),
    'one.zip': zipBytes(SPLIT),
  });
  expect(await splitsOf(join(source, 'all.zip'))).toEqual(['train', 'dev']);
  expect(await splitsOf(join(source, 'one.zip'))).toEqual(['train']);
  const summary = await importMind(join(source, 'all.zip'), folder({}));
  expect(summary.hasGeneralText).toBe(true);
});

test('findLayout() lets splits share one news.tsv at the top', async () => {
  const source = folder({
    'news.tsv': NEWS,
    'train/behaviors.tsv': BEHAVIORS,
    'dev/behaviors.tsv': BEHAVIORS,
  });
  expect(await splitsOf(source)).toEqual(['train', 'dev']);
});

test('zipSources() notices a zip that was cut short', async () => {
  const source = join(folder({ 'one.zip': zipBytes(SPLIT) }), 'one.zip');
  truncateSync(source, statSync(source).size - 30);
  await expect(importMind(source, folder({}))).rejects.toMatchObject({ code: 'bad-input' });
});

test('zipSources() notices damaged contents', async () => {
  const bytes = zipBytes(SPLIT);
  bytes[60] ^= 0xff;
  const source = join(folder({ 'one.zip': bytes }), 'one.zip');
  await expect(importMind(source, folder({}))).rejects.toMatchObject({ code: 'bad-input' });
});
