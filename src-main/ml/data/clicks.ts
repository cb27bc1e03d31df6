/**
 * Training samples of fine-tuning and Stage II: a clicked news, S unclicked ones of the same impression, the history.
 * Order and negatives are functions of (seed, epoch), so that a resumed run sees what the first one would have seen.
 */
import { Rng } from '#shared/random.ts';
import { SampleOrder } from './epoch-order.ts';

/** What of a split's impressions the samples need (src-main/data/dataset). */
export interface Impressions {
  impressions: number;
  historyOffsets: Float64Array;
  history: Int32Array;
  candidateOffsets: Float64Array;
  candidates: Int32Array;
  labels: Uint8Array;
}

export interface Clicks {
  /** [samples] impression of each click */
  impression: Int32Array;
  /** [samples] index of the clicked candidate in `candidates` */
  clicked: Int32Array;
  /** Impressions left out: no unclicked candidate, or none clicked. */
  skipped: number;
}

/** One sample per click; impressions without both classes are skipped and counted. */
export function listClicks(data: Impressions): Clicks {
  const impression: number[] = [];
  const clicked: number[] = [];
  let skipped = 0;
  for (let i = 0; i < data.impressions; i++) {
    const start = data.candidateOffsets[i];
    const end = data.candidateOffsets[i + 1];
    let clicks = 0;
    for (let c = start; c < end; c++) clicks += data.labels[c] === 1 ? 1 : 0;
    if (clicks === 0 || clicks === end - start) {
      skipped++;
      continue;
    }
    for (let c = start; c < end; c++) {
      if (data.labels[c] !== 1) continue;
      impression.push(i);
      clicked.push(c);
    }
  }
  return { impression: Int32Array.from(impression), clicked: Int32Array.from(clicked), skipped };
}

/** The most recent `maxHistory` clicks, left-padded with -1 into `out` at `at`. @returns how many there are */
export function fillHistory(
  data: Impressions,
  impression: number,
  length: number,
  out: Int32Array,
  at: number,
): number {
  const end = data.historyOffsets[impression + 1];
  const start = Math.max(data.historyOffsets[impression], end - length);
  out.fill(-1, at, at + length);
  out.set(data.history.subarray(start, end), at + length - (end - start));
  return end - start;
}

/**
 * `count` unclicked candidates of the impression, drawn without replacement; repeated only where there are fewer.
 * @returns news indices
 */
export function drawNegatives(data: Impressions, impression: number, count: number, rng: Rng): number[] {
  const pool: number[] = [];
  for (let c = data.candidateOffsets[impression]; c < data.candidateOffsets[impression + 1]; c++)
    if (data.labels[c] === 0) pool.push(data.candidates[c]);
  const drawn: number[] = [];
  for (let left = pool.length; drawn.length < count; left--) {
    if (left === 0) left = pool.length;
    const i = rng.int(left);
    drawn.push(pool[i]);
    [pool[i], pool[left - 1]] = [pool[left - 1], pool[i]];
  }
  return drawn;
}

export interface ClickBatch {
  size: number;
  /** Longest history in the batch (or the full length where padding is learned), at least 1. */
  historyLength: number;
  /** [size * historyLength] news indices, -1 padding in front */
  history: Int32Array;
  /** [size * (1 + S)] news indices, the clicked one first */
  candidates: Int32Array;
}

export interface ClickBatchOptions {
  batchSize: number;
  negatives: number;
  maxHistory: number;
  /** Keep `maxHistory` columns even if no history is that long (learned padding). */
  fullHistory: boolean;
  seed: number;
}

/** Draws batches by step number. */
export class ClickBatches {
  readonly stepsPerEpoch: number;
  private readonly order: SampleOrder;
  private readonly data: Impressions;
  private readonly clicks: Clicks;
  private readonly options: ClickBatchOptions;

  constructor(data: Impressions, clicks: Clicks, options: ClickBatchOptions) {
    this.data = data;
    this.clicks = clicks;
    this.options = options;
    this.order = new SampleOrder(clicks.impression.length, options.batchSize, options.seed);
    this.stepsPerEpoch = this.order.stepsPerEpoch;
  }

  /** The batch of a 0-based step. */
  at(step: number): ClickBatch {
    const { negatives, maxHistory, fullHistory, seed } = this.options;
    const { epoch, samples } = this.order.at(step);
    const full = new Int32Array(samples.length * maxHistory);
    const candidates = new Int32Array(samples.length * (1 + negatives));
    let longest = 1;
    samples.forEach((sample, row) => {
      const impression = this.clicks.impression[sample];
      longest = Math.max(longest, fillHistory(this.data, impression, maxHistory, full, row * maxHistory));
      const rng = new Rng(seed, 'negatives', epoch, sample);
      candidates.set(
        [
          this.data.candidates[this.clicks.clicked[sample]],
          ...drawNegatives(this.data, impression, negatives, rng),
        ],
        row * (1 + negatives),
      );
    });
    const historyLength = fullHistory ? maxHistory : longest;
    const history = new Int32Array(samples.length * historyLength);
    for (let row = 0; row < samples.length; row++) {
      const end = (row + 1) * maxHistory;
      history.set(full.subarray(end - historyLength, end), row * historyLength);
    }
    return { size: samples.length, historyLength, history, candidates };
  }
}
