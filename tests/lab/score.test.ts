import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePredictionZip } from '#data/prediction/write-prediction.ts';
import { scorePrediction } from '#lab/score.ts';
import { rankingMetrics, ranksOf } from '#ml/metrics/ranking.ts';
import { behaviorRow, folder, lines } from '../data/mind/small-mind.ts';

const TRUTH = lines(
  behaviorRow(1, 'U1', '', 'N1-1 N2-0 N3-0'),
  behaviorRow(2, 'U1', '', 'N1-0 N2-1'),
  behaviorRow(3, 'U1', '', 'N1-0 N2-0'),
);

function score(prediction: string, truth = TRUTH): ReturnType<typeof scorePrediction> {
  const dir = folder({ 'prediction.txt': prediction, 'behaviors.tsv': truth });
  return scorePrediction(join(dir, 'prediction.txt'), join(dir, 'behaviors.tsv'));
}

test('scorePrediction() is the mean over impressions with both classes of 1 / rank', async () => {
  const expected = {
    impressions: 3,
    skipped: 1,
    auc: 0.75,
    mrr: 0.75,
    ndcg5: 0.8154648767857288,
    ndcg10: 0.8154648767857288,
  };
  const found = await score('1 [2,1,3]\n2 [2,1]\n3 [1,2]\n');
  expect({ ...found, ndcg5: 0, ndcg10: 0 }).toEqual({ ...expected, ndcg5: 0, ndcg10: 0 });
  expect(found.ndcg5).toBeCloseTo((1 / Math.log2(3) + 1) / 2, 12);
  expect(found.ndcg10).toBeCloseTo(expected.ndcg10, 12);
});

test('scorePrediction() accepts lines in any order, spaces and CRLF', async () => {
  const straight = await score('1 [2,1,3]\n2 [2,1]\n3 [1,2]\n');
  expect(await score('3 [1, 2]\r\n2 [ 2,1 ]\r\n1 [2, 1, 3]')).toEqual(straight);
  expect(await score('2 [2,1]\n3 [1,2]\n1 [2,1,3]\n')).toEqual(straight);
});

test('scorePrediction() equals the metrics of the scores, through a zip of the oracle impressions', async () => {
  const oraclePath = new URL('../fixtures/oracles/metrics.json', import.meta.url);
  const oracle = JSON.parse(readFileSync(oraclePath, 'utf8')) as {
    impressions: { labels: number[]; scores: number[] }[];
  };
  const untied = oracle.impressions.filter(({ scores }) => new Set(scores).size === scores.length);
  const truth = untied.map(({ labels }, i) =>
    behaviorRow(i, 'U1', '', labels.map((y, n) => `N${n}-${y}`).join(' ')),
  );
  const dir = folder({ 'behaviors.tsv': lines(...truth) });
  await writePredictionZip(
    join(dir, 'prediction.zip'),
    untied.map(({ scores }, i) => ({ id: String(i), ranks: ranksOf(scores) })),
  );
  const found = await scorePrediction(join(dir, 'prediction.zip'), join(dir, 'behaviors.tsv'));
  const used = untied.flatMap(({ labels, scores }) => rankingMetrics(labels, scores) ?? []);
  expect(found).toMatchObject({ impressions: untied.length, skipped: untied.length - used.length });
  for (const name of ['auc', 'mrr', 'ndcg5', 'ndcg10'] as const) {
    const mean = used.reduce((sum, metrics) => sum + metrics[name], 0) / used.length;
    expect(Math.abs(found[name] - mean)).toBeLessThan(1e-12);
  }
});

test.each([
  ['a missing line', '1 [2,1,3]\n3 [1,2]\n', /behaviors\.tsv:2: impression 2 has no line/],
  [
    'a wrong number of ranks',
    '1 [2,1]\n2 [2,1]\n3 [1,2]\n',
    /prediction\.txt:1: impression 1 has 2 ranks for 3/,
  ],
  [
    'ranks that are no permutation',
    '1 [2,2,3]\n2 [2,1]\n3 [1,2]\n',
    /prediction\.txt:1: the ranks of impression 1/,
  ],
  ['a rank of zero', '1 [0,1,2]\n2 [2,1]\n3 [1,2]\n', /prediction\.txt:1: the ranks of impression 1/],
  ['an unknown id', '1 [2,1,3]\n2 [2,1]\n3 [1,2]\n4 [1]\n', /prediction\.txt:4: impression 4 is unknown/],
  [
    'a repeated id',
    '1 [2,1,3]\n2 [2,1]\n2 [2,1]\n3 [1,2]\n',
    /prediction\.txt:3: impression 2 is unknown or there twice/,
  ],
  ['a malformed line', '1 [2,1,3]\n2 2,1\n3 [1,2]\n', /prediction\.txt:2: expected an impression id/],
  ['an unclosed list', '1 [2,1,3\n', /prediction\.txt:1: expected/],
  ['a doubled comma', '1 [2,,1]\n', /prediction\.txt:1: expected/],
  ['text in the list', '1 [2,x]\n', /prediction\.txt:1: expected/],
  ['an empty file', '', /prediction\.txt is empty/],
])('scorePrediction() names the place of %s', async (_name, prediction, message) => {
  await expect(score(prediction)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(message),
  });
});

test('scorePrediction() names ten lines and counts the others', async () => {
  const truth = lines(...Array.from({ length: 40 }, (_, i) => behaviorRow(i, 'U1', '', 'N1-0 N2-1')));
  const error: unknown = await score('5 [1,2]\n', truth).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ details: { count: 39 }, message: expect.stringContaining('and 29 more') });
});

test('scorePrediction() refuses a truth without labels', async () => {
  const truth = lines(behaviorRow(1, 'U1', '', 'N1 N2'));
  await expect(score('1 [1,2]\n', truth)).rejects.toMatchObject({
    message: expect.stringMatching(/tsv:1: .*no label/),
  });
});

test('scorePrediction() asks no line for an impression without candidates', async () => {
  const truth = TRUTH + lines(behaviorRow(4, 'U1', '', ''));
  expect(await score('1 [2,1,3]\n2 [2,1]\n3 [1,2]\n', truth)).toMatchObject({ impressions: 4, skipped: 2 });
});
