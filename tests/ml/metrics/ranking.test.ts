import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RankingMeter } from '#ml/metrics/ranking-meter.ts';
import { hasTies, rankingMetrics, rankingOrder, ranksOf, type RankingMetrics } from '#ml/metrics/ranking.ts';

interface Oracle {
  impressions: { labels: number[]; scores: number[]; expected: RankingMetrics | null }[];
  used: number;
  mean: RankingMetrics;
}
const oraclePath = new URL('../../fixtures/oracles/metrics.json', import.meta.url);
const oracle = JSON.parse(readFileSync(oraclePath, 'utf8')) as Oracle;
const NAMES = ['auc', 'mrr', 'ndcg5', 'ndcg10'] as const;
const TOLERANCE = 1e-12;

test('rankingMetrics() equals scikit-learn and the reference on 200 impressions', () => {
  for (const { labels, scores, expected } of oracle.impressions) {
    const metrics = rankingMetrics(labels, scores);
    if (expected === null || metrics === null) expect(metrics).toBe(expected);
    else for (const name of NAMES) expect(Math.abs(metrics[name] - expected[name])).toBeLessThan(TOLERANCE);
  }
});

test('RankingMeter equals the mean over impressions with both classes', () => {
  const meter = new RankingMeter('both-classes');
  for (const { labels, scores } of oracle.impressions) meter.add(labels, scores);
  const summary = meter.summary();
  expect(summary.impressions).toBe(200);
  expect(summary.impressions - summary.skipped).toBe(oracle.used);
  expect(summary.tied).toBe(
    oracle.impressions.filter(({ scores }) => new Set(scores.map((s) => s + 0)).size < scores.length).length,
  );
  for (const name of NAMES) expect(Math.abs(summary[name] - oracle.mean[name])).toBeLessThan(TOLERANCE);
});

test('RankingMeter counts skipped impressions as zero when the mean is over all', () => {
  const both = new RankingMeter();
  const all = new RankingMeter('all');
  for (const meter of [both, all]) {
    meter.add([1, 0], [2, 1]);
    expect(meter.add([0, 0], [2, 1])).toBeNull();
  }
  expect(both.summary()).toMatchObject({ impressions: 2, skipped: 1, auc: 1, mrr: 1 });
  expect(all.summary()).toMatchObject({ impressions: 2, skipped: 1, auc: 0.5, mrr: 0.5 });
});

test('RankingMeter without impressions gives zeros, not NaN', () => {
  expect(new RankingMeter().summary()).toMatchObject({ impressions: 0, auc: 0, ndcg10: 0 });
});

test('rankingOrder() puts the later of equal scores first', () => {
  expect([...rankingOrder([1, 3, 1, 3])]).toEqual([3, 1, 2, 0]);
  expect([...rankingOrder([-Infinity, Infinity, 0, -0])]).toEqual([1, 3, 2, 0]);
});

test('ranksOf() gives each candidate its place', () => {
  expect([...ranksOf([0.1, 0.9, 0.5])]).toEqual([3, 1, 2]);
  expect([...ranksOf([])]).toEqual([]);
});

test('hasTies() sees equal scores, signed zeros among them', () => {
  expect(hasTies([0, -0])).toBe(true);
  expect(hasTies([1, 2, 3])).toBe(false);
});

test('rankingMetrics() refuses NaN and unequal lengths', () => {
  expect(() => rankingMetrics([1, 0], [NaN, 1])).toThrow('Score 1 of 2 is NaN');
  expect(() => rankingMetrics([1, 0], [1])).toThrow(RangeError);
});
