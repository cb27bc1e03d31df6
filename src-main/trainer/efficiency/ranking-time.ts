/** Times what a service does for one user: user vector from stored news vectors, scores of the candidates, their order. */
import type { Impressions, Recommender } from '../model/rank.ts';
import { userVectors } from '../model/rank.ts';
import { quantile } from './encoding-speed.ts';

export interface RankingTime {
  impressions: number;
  meanCandidates: number;
  p50Ms: number;
  p95Ms: number;
}

/** Users ranked before the clock runs: the first ones pay for compilation. */
const WARM_UP_USERS = 20;

/** Indices of the candidates of one impression, best first; several recommenders rank by their mean score. */
function rankOne(
  recommenders: readonly Recommender[],
  data: Impressions,
  impression: number,
  maxHistory: number,
): Int32Array {
  const start = data.candidateOffsets[impression];
  const count = data.candidateOffsets[impression + 1] - start;
  const scores = new Float64Array(count);
  for (const { params, news } of recommenders) {
    const user = userVectors(params, data, news, impression, 1, maxHistory);
    for (let c = 0; c < count; c++) {
      const at = data.candidates[start + c] * news.dim;
      for (let d = 0; d < news.dim; d++) scores[c] += user[d] * news.values[at + d];
    }
  }
  return Int32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
}

/**
 * @param users impressions to time, spread over the split @param between called now and then, outside of what is timed
 * @returns null where there are no impressions
 */
export async function rankingTime(
  recommenders: readonly Recommender[],
  data: Impressions,
  maxHistory: number,
  users: number,
  between: () => Promise<void>,
): Promise<RankingTime | null> {
  const impressions = Math.min(users, data.impressions);
  if (impressions === 0) return null;
  const milliseconds: number[] = [];
  let candidates = 0;
  for (let i = -Math.min(WARM_UP_USERS, impressions); i < impressions; i++) {
    if (i % 50 === 0) await between();
    const impression = Math.floor((Math.abs(i) * data.impressions) / (impressions + 1));
    const startedAt = performance.now();
    candidates += rankOne(recommenders, data, impression, maxHistory).length;
    if (i < 0) candidates = 0;
    else milliseconds.push(performance.now() - startedAt);
  }
  return {
    impressions,
    meanCandidates: candidates / impressions,
    p50Ms: quantile(milliseconds, 0.5),
    p95Ms: quantile(milliseconds, 0.95),
  };
}
