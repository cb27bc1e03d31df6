import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startHeads } from '#ml/model/head-start.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import { type Impressions, rankImpressions, type Recommender } from '#trainer/model/rank.ts';

const DIM = 3;
const NEWS = 5;

/** Two impressions: histories [0, 1] and [2], candidates [3, 4, 0] and [1, 3]. */
const impressions: Impressions = {
  impressions: 2,
  history: Int32Array.of(0, 1, 2),
  historyOffsets: Float64Array.of(0, 2, 3),
  candidates: Int32Array.of(3, 4, 0, 1, 3),
  candidateOffsets: Float64Array.of(0, 3, 5),
  labels: Uint8Array.of(1, 0, 0, 0, 1),
};

function recommender(seed: number): Recommender {
  const shapes = new Map([
    ['user.pooling.att_fc1.weight', [4, DIM]],
    ['user.pooling.att_fc1.bias', [4]],
    ['user.pooling.att_fc2.weight', [1, 4]],
    ['user.pooling.att_fc2.bias', [1]],
  ]);
  const params = new Map(
    [...startHeads(shapes, seed)].map(([name, { data, shape }]) => [name, tf.tensor(data, shape)]),
  );
  const values = Float32Array.from({ length: NEWS * DIM }, (_, i) => Math.sin(seed * 7 + i));
  return { params, news: { values, dim: DIM } };
}

beforeAll(() => selectBackend('cpu'));

describe('rankImpressions()', () => {
  test('ranks by the mean score of several recommenders (Ensemble-Teacher)', async () => {
    const [first, second] = [recommender(1), recommender(2)];
    const rank = (...all: Recommender[]) => rankImpressions(all, impressions, 10, 'both-classes');
    const a = (await rank(first)).scores;
    const b = (await rank(second)).scores;
    const { scores, summary } = await rank(first, second);
    expect([...scores]).toHaveLength(5);
    scores.forEach((score, i) => expect(score).toBeCloseTo((a[i]! + b[i]!) / 2, 6));
    // Row by row by hand: the share of (clicked, unclicked) pairs in the right order, then the mean.
    const wins = [
      (Number(scores[0]! > scores[1]!) + Number(scores[0]! > scores[2]!)) / 2,
      Number(scores[4]! > scores[3]!),
    ];
    expect(summary.auc).toBeCloseTo((wins[0]! + wins[1]!) / 2, 9);
  });

  test('of one recommender scores as it does, and keeps no tensor', async () => {
    const one = recommender(3);
    const before = tf.memory().numTensors;
    const { scores } = await rankImpressions([one], impressions, 10, 'both-classes');
    expect(tf.memory().numTensors).toBe(before);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  test('ranks a user without history by zero scores', async () => {
    const empty: Impressions = { ...impressions, historyOffsets: Float64Array.of(0, 0, 0) };
    const { scores, summary } = await rankImpressions([recommender(1)], empty, 10, 'both-classes');
    expect([...scores]).toEqual([0, 0, 0, 0, 0]);
    expect(summary.tied).toBe(2);
  });
});
