/**
 * Order of candidates by score, and the four ranking metrics of one impression (docs/numerics.md). Pure numbers; means over
 * impressions are in ranking-meter.ts.
 */
import { AppError } from '#shared/errors.ts';

export interface RankingMetrics {
  auc: number;
  mrr: number;
  ndcg5: number;
  ndcg10: number;
}

/**
 * Candidates from best to worst: the stable ascending sort, reversed, so among equal scores the later one comes first. That
 * is the order of MIND's reference code, and metrics of tied scores depend on it.
 * @throws AppError `non-finite` on NaN, which has no place in an order
 */
export function rankingOrder(scores: ArrayLike<number>): Int32Array {
  const order = new Int32Array(scores.length);
  for (let i = 0; i < order.length; i++) {
    if (Number.isNaN(scores[i]))
      throw AppError.of('non-finite', 'error.scoreNotFinite', { i: i + 1, count: order.length });
    order[i] = i;
  }
  return order.sort((a, b) => compare(scores[b], scores[a]) || b - a);
}

/** 1-based rank of each candidate in its own place: what a line of MIND's prediction file holds. */
export function ranksOf(scores: ArrayLike<number>): Int32Array {
  const ranks = new Int32Array(scores.length);
  rankingOrder(scores).forEach((candidate, place) => (ranks[candidate] = place + 1));
  return ranks;
}

/**
 * AUC (ties count one half), MRR = sum_j y_j / rank_j / sum y, nDCG@5 and nDCG@10 with gain y and discount log2(rank + 1).
 * @param labels 0 or 1 per candidate
 * @returns null unless there is a clicked and an unclicked candidate
 * @throws RangeError when the lengths differ
 */
export function rankingMetrics(labels: ArrayLike<number>, scores: ArrayLike<number>): RankingMetrics | null {
  if (labels.length !== scores.length) {
    throw new RangeError(`Got ${labels.length} labels for ${scores.length} scores.`);
  }
  let clicks = 0;
  for (let i = 0; i < labels.length; i++) clicks += labels[i];
  if (clicks === 0 || clicks === labels.length) return null;
  const order = rankingOrder(scores);
  return {
    auc: auc(labels, scores, order, clicks),
    mrr: reciprocalRanks(labels, order) / clicks,
    ndcg5: gain(labels, order, 5) / idealGain(clicks, 5),
    ndcg10: gain(labels, order, 10) / idealGain(clicks, 10),
  };
}

/** Whether two candidates share a score. */
export function hasTies(scores: ArrayLike<number>): boolean {
  const order = rankingOrder(scores);
  for (let place = 1; place < order.length; place++) {
    if (scores[order[place]] === scores[order[place - 1]]) return true;
  }
  return false;
}

/** Share of (clicked, unclicked) pairs in the right order, by groups of equal score from best to worst. */
function auc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  order: Int32Array,
  clicks: number,
): number {
  let clicksAbove = 0;
  let wins = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    let clicksHere = 0;
    for (; to < order.length && scores[order[to]] === scores[order[from]]; to++)
      clicksHere += labels[order[to]];
    wins += (to - from - clicksHere) * (clicksAbove + clicksHere / 2);
    clicksAbove += clicksHere;
    from = to;
  }
  return wins / (clicks * (order.length - clicks));
}

function reciprocalRanks(labels: ArrayLike<number>, order: Int32Array): number {
  let sum = 0;
  for (let place = 0; place < order.length; place++) sum += labels[order[place]] / (place + 1);
  return sum;
}

function gain(labels: ArrayLike<number>, order: Int32Array, depth: number): number {
  let sum = 0;
  for (let place = 0; place < Math.min(depth, order.length); place++) {
    sum += labels[order[place]] / Math.log2(place + 2);
  }
  return sum;
}

function idealGain(clicks: number, depth: number): number {
  let sum = 0;
  for (let place = 0; place < Math.min(depth, clicks); place++) sum += 1 / Math.log2(place + 2);
  return sum;
}

/** Infinite scores have an order too, which their difference does not tell. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
