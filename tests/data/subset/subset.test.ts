import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset, type Dataset, type SplitData } from '#data/dataset/dataset.ts';
import { importMind } from '#data/mind/import-mind.ts';
import { readTrainingDays } from '#data/subset/days.ts';
import { planSubset, type SubsetRequest } from '#data/subset/plan-subset.ts';
import { writeSubset } from '#data/subset/write-subset.ts';
import { folder, lines, newsRow } from '../mind/small-mind.ts';

const USERS = 12;
const DAYS = 4;

/** 12 users with one impression on each of 4 days in train, one in dev, one in an unlabelled test. */
async function source(): Promise<Dataset> {
  const row = (id: string, user: number, day: number, candidates: string): string =>
    [id, `U${user}`, `11/${10 + day}/2019 11:59:59 PM`, `N${(user % 3) + 1} N4`, candidates].join('\t');
  const users = Array.from({ length: USERS }, (_, user) => user);
  const train = users.flatMap((user) =>
    Array.from({ length: DAYS }, (_, day) => row(`${user}-${day}`, user, day, 'N1-0 N9-0 N2-1 N3-0')),
  );
  // The first has no known candidate at all.
  train.unshift(row('lost', 0, 0, 'N9-1'));
  const outDir = folder({});
  const summary = await importMind(
    folder({
      'news.tsv': lines(...['N1', 'N2', 'N3', 'N4', 'N5'].map((id) => newsRow(id, `Title of ${id}`))),
      'train/behaviors.tsv': lines(...train),
      'dev/behaviors.tsv': lines(...users.map((user) => row(`d${user}`, user, 5, 'N3-1 N1-0'))),
      'test/behaviors.tsv': lines(...users.map((user) => row(`t${user}`, user, 6, 'N3 N1'))),
      'world.json': '{"bestAuc": {"dev": 0.8, "test": 0.81}}',
    }),
    outDir,
  );
  expect(summary.statistics).toMatchObject({ users: USERS, impressions: USERS * (DAYS + 2) });
  return openDataset(outDir);
}

const ALL: SubsetRequest = { users: null, days: null, validationShare: null };

async function derive(request: Partial<SubsetRequest>, seed = 1, from?: Dataset): Promise<Dataset> {
  const parent = from ?? (await source());
  const outDir = folder({});
  const summary = await writeSubset(parent, await planSubset(parent, { ...ALL, ...request }, seed), outDir);
  const dataset = await openDataset(outDir);
  expect(dataset.summary).toEqual(summary);
  return dataset;
}

async function splitOf(dataset: Dataset, name: 'train' | 'dev' | 'test'): Promise<SplitData> {
  const split = await dataset.split(name);
  if (!split) throw new Error(`no ${name}`);
  return split;
}

/** Names of the users of a split's impressions. */
async function usersOf(dataset: Dataset, name: 'train' | 'dev' | 'test'): Promise<string[]> {
  const names = readFileSync(join(dataset.dir, 'users.txt'), 'utf8').trim().split('\n');
  const { users } = await splitOf(dataset, name);
  return [...users].map((user) => names[user]);
}

test('writeSubset() keeps every impression of the chosen users, in all splits, and all news', async () => {
  const dataset = await derive({ users: 5 });
  expect(dataset.summary.statistics).toMatchObject({ news: 5, users: 5, impressions: 5 * 6, clicks: 5 * 5 });
  expect(dataset).toMatchObject({ userCount: 5, newsCount: 5 });
  const train = await usersOf(dataset, 'train');
  expect(new Set(train).size).toBe(5);
  expect(train).toHaveLength(5 * DAYS);
  for (const name of ['dev', 'test'] as const)
    expect(new Set(await usersOf(dataset, name))).toEqual(new Set(train));
  expect(dataset.summary.splits).toEqual([
    { split: 'train', impressions: 20, labelled: true },
    { split: 'dev', impressions: 5, labelled: true },
    { split: 'test', impressions: 5, labelled: false },
  ]);
});

test('writeSubset() carries history, candidates, labels, times and left-out candidates of each impression', async () => {
  const parent = await source();
  const dataset = await derive({ users: 3 }, 4, parent);
  const [whole, part] = [await splitOf(parent, 'train'), await splitOf(dataset, 'train')];
  const ids = await whole.impressionIds();
  const kept = await part.impressionIds();
  const slice = (values: ArrayLike<number>, offsets: Float64Array, i: number): number[] =>
    Array.from(values).slice(offsets[i], offsets[i + 1]);
  kept.forEach((id, i) => {
    const from = ids.indexOf(id);
    expect(part.times[i]).toBe(whole.times[from]);
    expect(slice(part.history, part.historyOffsets, i)).toEqual(
      slice(whole.history, whole.historyOffsets, from),
    );
    for (const field of ['candidates', 'labels'] as const)
      expect(slice(part[field], part.candidateOffsets, i)).toEqual(
        slice(whole[field], whole.candidateOffsets, from),
      );
  });
  const { positions, impressions } = await part.dropped();
  expect([...positions]).toEqual(kept.flatMap((_, i) => [i, 1]));
  expect(impressions).toEqual([]);
});

test('planSubset() draws users by seed, fewer as a part of more', async () => {
  const parent = await source();
  const chosen = async (users: number, seed: number): Promise<Set<string>> =>
    new Set(await usersOf(await derive({ users }, seed, parent), 'train'));
  const [three, six, again, other] = [
    await chosen(3, 1),
    await chosen(6, 1),
    await chosen(6, 1),
    await chosen(6, 2),
  ];
  expect([...three].every((user) => six.has(user))).toBe(true);
  expect(again).toEqual(six);
  expect(other).not.toEqual(six);
});

test('planSubset() keeps whole days of the training split, both ends included', async () => {
  const parent = await source();
  expect(await readTrainingDays(parent.dir)).toEqual({ first: '2019-11-10', last: '2019-11-13' });
  const dataset = await derive({ days: { first: '2019-11-11', last: '2019-11-12' } }, 0, parent);
  expect(await readTrainingDays(dataset.dir)).toEqual({ first: '2019-11-11', last: '2019-11-12' });
  expect(dataset.summary.splits.map(({ impressions }) => impressions)).toEqual([2 * USERS, USERS, USERS]);
  expect((await derive({ days: { last: '2019-11-10' } }, 0, parent)).summary.splits[0]?.impressions).toBe(
    USERS,
  );
  // Dev and test are whole, so what is known of them still holds.
  expect(dataset.summary.bestAuc).toEqual({ dev: 0.8, test: 0.81 });
  for (const file of ['dev/candidates.i32', 'test/history.i32', 'titles.txt'])
    expect(readFileSync(join(dataset.dir, file))).toEqual(readFileSync(join(parent.dir, file)));
});

test('planSubset() moves a share of the training impressions to dev, in place of what was there', async () => {
  const parent = await source();
  const dataset = await derive({ validationShare: 0.25 }, 7, parent);
  const [train, dev] = [await splitOf(dataset, 'train'), await splitOf(dataset, 'dev')];
  expect([train.impressions, dev.impressions]).toEqual([36, 12]);
  const [rest, moved] = [await train.impressionIds(), await dev.impressionIds()];
  expect([...rest, ...moved].sort()).toEqual((await (await splitOf(parent, 'train')).impressionIds()).sort());
  // At random over users and days, not the last ones.
  expect(new Set(moved.map((id) => id.split('-')[1])).size).toBeGreaterThan(1);
  expect(dataset.summary.bestAuc).toEqual({ test: 0.81 });
  expect(dataset.summary.splits.map(({ split }) => split)).toEqual(['train', 'dev', 'test']);
  const again = await splitOf(await derive({ validationShare: 0.25 }, 7, parent), 'dev');
  expect(await again.impressionIds()).toEqual(moved);
});

test('planSubset() applies users, then days, then validation', async () => {
  const dataset = await derive({ users: 5, days: { first: '2019-11-12' }, validationShare: 0.2 });
  expect(dataset.summary.splits).toEqual([
    { split: 'train', impressions: 8, labelled: true },
    { split: 'dev', impressions: 2, labelled: true },
    { split: 'test', impressions: 5, labelled: false },
  ]);
});

test('writeSubset() of a subset makes a subset', async () => {
  const half = await derive({ users: 6 });
  const third = await derive({ users: 2, validationShare: 0.5 }, 3, half);
  expect(third.summary.statistics).toMatchObject({ users: 2, impressions: 2 * 5 });
});

test.each([
  [
    'days before the first',
    { days: { last: '2019-11-09' } },
    /from 2019-11-10 to 2019-11-13; .*to 2019-11-09.* outside/,
  ],
  [
    'days after the last',
    { days: { first: '2019-12-01', last: '2019-12-02' } },
    /2019-12-01 to 2019-12-02\) are outside/,
  ],
  [
    'a validation share that takes all clicks',
    { users: 1, days: { last: '2019-11-10' }, validationShare: 0.9 },
    /left for training/,
  ],
])('planSubset() refuses %s', async (_what, request, message) => {
  const parent = await source();
  const error: unknown = await planSubset(parent, { ...ALL, ...request }, 1).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) as string });
});

test('planSubset() refuses users who leave a split without clicks', async () => {
  const outDir = folder({});
  const row = (id: number, user: string, candidates: string): string =>
    [id, user, '11/15/2019 8:55:22 AM', '', candidates].join('\t');
  await importMind(
    folder({
      'news.tsv': lines(newsRow('N1', 'One'), newsRow('N2', 'Two')),
      'train/behaviors.tsv': lines(row(1, 'A', 'N1-1 N2-0'), row(2, 'B', 'N1-1 N2-1')),
      'dev/behaviors.tsv': lines(row(3, 'A', 'N1-1 N2-0')),
    }),
    outDir,
  );
  const dataset = await openDataset(outDir);
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 8; seed++)
    outcomes.add(
      await planSubset(dataset, { ...ALL, users: 1 }, seed).then(
        () => 'kept A',
        (error: Error) => error.message,
      ),
    );
  expect([...outcomes].sort()).toEqual([
    'No impression with both clicked and unclicked news is left in the train split; choose more users, more days or another seed.',
    'kept A',
  ]);
});
