/**
 * Samples of domain-specific post-training and Stage I: a news item that has a title and a body, and N titles of other
 * news. Order and negatives are functions of (seed, epoch).
 */
import { Rng } from '#shared/random.ts';
import { SampleOrder } from './epoch-order.ts';
import type { Texts } from './texts.ts';

/** News with both a title and a body, ascending. */
export function listPairs(titles: Texts, bodies: Texts): Int32Array {
  const found: number[] = [];
  for (let i = 0; i + 1 < titles.offsets.length; i++) {
    const hasTitle = titles.offsets[i + 1] > titles.offsets[i];
    if (hasTitle && bodies.offsets[i + 1] > bodies.offsets[i]) found.push(i);
  }
  return Int32Array.from(found);
}

export interface PairBatch {
  size: number;
  /** [size] news whose body is asked about */
  bodies: Int32Array;
  /** [size * (1 + N)] news whose titles are the candidates, the matching one first */
  titles: Int32Array;
}

/** Draws batches by step number. */
export class PairBatches {
  readonly stepsPerEpoch: number;
  private readonly order: SampleOrder;
  private readonly news: Int32Array;
  private readonly options: { batchSize: number; negatives: number; seed: number };

  constructor(news: Int32Array, options: { batchSize: number; negatives: number; seed: number }) {
    if (news.length < 2)
      throw new RangeError(`PairBatches: ${news.length} news, but negatives need at least 2`);
    this.news = news;
    this.options = options;
    this.order = new SampleOrder(news.length, options.batchSize, options.seed);
    this.stepsPerEpoch = this.order.stepsPerEpoch;
  }

  /** The batch of a 0-based step. */
  at(step: number): PairBatch {
    const { negatives, seed } = this.options;
    const { epoch, samples } = this.order.at(step);
    const bodies = samples.map((sample) => this.news[sample]);
    const titles = new Int32Array(samples.length * (1 + negatives));
    samples.forEach((sample, row) => {
      const rng = new Rng(seed, 'titles', epoch, sample);
      titles[row * (1 + negatives)] = this.news[sample];
      for (let k = 1; k <= negatives; k++) {
        // One of the others: skip over the sample itself.
        const other = rng.int(this.news.length - 1);
        titles[row * (1 + negatives) + k] = this.news[other < sample ? other : other + 1];
      }
    });
    return { size: samples.length, bodies, titles };
  }
}
