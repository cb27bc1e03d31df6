/** Scores of impressions from the vectors of their news, and their ranking metrics; shared by validation and the table. */
import * as tf from '@tensorflow/tfjs-core';
import { fillHistory, type Impressions as TrainImpressions } from '#ml/data/clicks.ts';
import { RankingMeter } from '#ml/metrics/ranking-meter.ts';
import type { Params } from '#ml/model/params.ts';
import { encodeUser } from '#ml/model/user-encoder.ts';
import type { EvaluationSettings } from '#shared/config/settings.ts';
import type { EvaluationSummary } from '#shared/trainer-protocol/messages.ts';

export type Impressions = TrainImpressions;

/** News vectors `[slots, dim]`; `slotOf` maps a news index to its row (undefined: the row is the index). */
export interface NewsTable {
  values: Float32Array;
  dim: number;
  slotOf?: ReadonlyMap<number, number>;
}

/** What scores a user: the user encoder (`user.*`) and the vectors of the news. */
export interface Recommender {
  params: Params;
  news: NewsTable;
}

export interface Ranking {
  summary: Omit<EvaluationSummary, 'split'>;
  /** One per candidate, in file order. */
  scores: Float32Array;
  /** [impressions, 4]: auc, mrr, ndcg5, ndcg10; NaN where one class is missing. */
  perImpression: Float32Array;
}

const USERS_PER_BATCH = 256;

/** News that the impressions mention, ascending. */
export function newsOf(data: Impressions, maxHistory: number): Int32Array {
  const seen = new Set<number>();
  for (let i = 0; i < data.impressions; i++) {
    const end = data.historyOffsets[i + 1];
    for (let h = Math.max(data.historyOffsets[i], end - maxHistory); h < end; h++) seen.add(data.history[h]);
    for (let c = data.candidateOffsets[i]; c < data.candidateOffsets[i + 1]; c++)
      seen.add(data.candidates[c]);
  }
  return Int32Array.from(seen).sort();
}

/** User vectors of the impressions `first` to `first + count - 1`, `[count, dim]`. A user without history is zero. */
export function userVectors(
  params: Params,
  data: Impressions,
  table: NewsTable,
  first: number,
  count: number,
  maxHistory: number,
) {
  const history = new Int32Array(count * maxHistory);
  let longest = 1;
  for (let row = 0; row < count; row++)
    longest = Math.max(longest, fillHistory(data, first + row, maxHistory, history, row * maxHistory));
  const { values, dim, slotOf } = table;
  const clicked = new Float32Array(count * longest * dim);
  const mask = new Float32Array(count * longest);
  for (let row = 0; row < count; row++) {
    for (let h = 0; h < longest; h++) {
      const news = history[(row + 1) * maxHistory - longest + h];
      if (news < 0) continue;
      const slot = slotOf ? slotOf.get(news)! : news;
      clicked.set(values.subarray(slot * dim, (slot + 1) * dim), (row * longest + h) * dim);
      mask[row * longest + h] = 1;
    }
  }
  const users = tf.tidy(() =>
    encodeUser(params, tf.tensor3d(clicked, [count, longest, dim]), tf.tensor2d(mask, [count, longest])),
  );
  const vectors = users.dataSync() as Float32Array;
  users.dispose();
  return vectors;
}

/** Adds the recommender's scores of some users' candidates to `scores`. */
function addScores(
  { params, news }: Recommender,
  data: Impressions,
  first: number,
  count: number,
  maxHistory: number,
  scores: Float32Array,
): void {
  const { values, dim, slotOf } = news;
  const users = userVectors(params, data, news, first, count, maxHistory);
  for (let row = 0; row < count; row++) {
    for (let c = data.candidateOffsets[first + row]; c < data.candidateOffsets[first + row + 1]; c++) {
      const slot = slotOf ? slotOf.get(data.candidates[c])! : data.candidates[c];
      let dot = 0;
      for (let d = 0; d < dim; d++) dot += users[row * dim + d] * values[slot * dim + d];
      scores[c] += dot;
    }
  }
}

/**
 * Ranks by one recommender, or by the mean score of several (Ensemble-Teacher). Short histories are masked here under
 * both presets: the published code, too, uses its learned padding in training alone.
 * @param each called after each batch with the impressions done; may wait or throw
 */
export async function rankImpressions(
  recommenders: readonly Recommender[],
  data: Impressions,
  maxHistory: number,
  meanOver: EvaluationSettings['meanOver'],
  each: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Ranking> {
  const scores = new Float32Array(data.candidateOffsets[data.impressions]);
  const perImpression = new Float32Array(data.impressions * 4).fill(NaN);
  const meter = new RankingMeter(meanOver);
  for (let first = 0; first < data.impressions; first += USERS_PER_BATCH) {
    const count = Math.min(USERS_PER_BATCH, data.impressions - first);
    for (const recommender of recommenders) addScores(recommender, data, first, count, maxHistory, scores);
    for (let i = first; i < first + count; i++) {
      const start = data.candidateOffsets[i];
      const end = data.candidateOffsets[i + 1];
      if (recommenders.length > 1) for (let c = start; c < end; c++) scores[c] /= recommenders.length;
      const metrics = meter.add(data.labels.subarray(start, end), scores.subarray(start, end));
      if (metrics) perImpression.set([metrics.auc, metrics.mrr, metrics.ndcg5, metrics.ndcg10], i * 4);
    }
    await each(first + count);
  }
  return { summary: meter.summary(), scores, perImpression };
}
