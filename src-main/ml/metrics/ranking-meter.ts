/** Means of the ranking metrics over impressions, and how many were left out or tied. */
import { hasTies, rankingMetrics, type RankingMetrics } from './ranking.ts';

/** What the mean divides by: impressions with both classes, or all of them (those left out then count as 0). */
export type MeanOver = 'both-classes' | 'all';

export interface RankingSummary extends RankingMetrics {
  /** All impressions seen. */
  impressions: number;
  /** Without a clicked or without an unclicked candidate. */
  skipped: number;
  /** Impressions, skipped ones included, in which two candidates share a score. */
  tied: number;
}

export class RankingMeter {
  impressions = 0;
  skipped = 0;
  tied = 0;
  readonly #meanOver: MeanOver;
  readonly #sums: RankingMetrics = { auc: 0, mrr: 0, ndcg5: 0, ndcg10: 0 };

  constructor(meanOver: MeanOver = 'both-classes') {
    this.#meanOver = meanOver;
  }

  /** @returns the impression's own metrics; null when it is skipped */
  add(labels: ArrayLike<number>, scores: ArrayLike<number>): RankingMetrics | null {
    const metrics = rankingMetrics(labels, scores);
    this.impressions += 1;
    if (hasTies(scores)) this.tied += 1;
    if (metrics === null) {
      this.skipped += 1;
      return null;
    }
    this.#sums.auc += metrics.auc;
    this.#sums.mrr += metrics.mrr;
    this.#sums.ndcg5 += metrics.ndcg5;
    this.#sums.ndcg10 += metrics.ndcg10;
    return metrics;
  }

  /** Means as fractions of 1; all 0 while nothing was counted. */
  summary(): RankingSummary {
    const divisor = this.#meanOver === 'all' ? this.impressions : this.impressions - this.skipped;
    const mean = (sum: number): number => (divisor === 0 ? 0 : sum / divisor);
    const { auc, mrr, ndcg5, ndcg10 } = this.#sums;
    return {
      impressions: this.impressions,
      skipped: this.skipped,
      tied: this.tied,
      auc: mean(auc),
      mrr: mean(mrr),
      ndcg5: mean(ndcg5),
      ndcg10: mean(ndcg10),
    };
  }
}
