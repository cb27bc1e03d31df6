/** Times an encoder over news, batch size by batch size: the first batch cold, then the median of several rounds. */
import type { EfficiencySettings } from '#shared/config/settings.ts';
import type { EncodingSpeed } from '#shared/trainer-protocol/messages.ts';

/** Encodes some news, to the last number of their vectors. */
export type Encode = (indices: Int32Array) => void | Promise<void>;

const BATCH_SIZES = [1, 8, 32, 128, 512, 2048];

/** Batch sizes up to the largest one wanted, none larger than the news there are. */
export const batchSizes = (largest: number, newsCount: number): number[] =>
  BATCH_SIZES.filter((size) => size === 1 || (size <= largest && size <= newsCount));

/** `wanted` news spread evenly over all, so that no category or length is favoured. */
export function spreadNews(newsCount: number, wanted: number): Int32Array {
  const count = Math.min(newsCount, wanted);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * newsCount) / count));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the two nearest values. @throws RangeError without values */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) throw new RangeError('quantile() needs at least one value.');
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * @param news indices of the news of one round @param between called outside of what is timed; may throw to stop
 * @param now milliseconds; tests bring a clock of their own
 */
export async function encodingSpeeds(
  encode: Encode,
  news: Int32Array,
  settings: Pick<EfficiencySettings, 'largestBatch' | 'rounds' | 'maxSeconds'>,
  between: () => Promise<void>,
  now: () => number = () => performance.now(),
): Promise<EncodingSpeed[]> {
  const speeds: EncodingSpeed[] = [];
  for (const batchSize of batchSizes(settings.largestBatch, news.length)) {
    await between();
    const timed = async (indices: Int32Array) => {
      const startedAt = now();
      await encode(indices);
      return (now() - startedAt) / 1000;
    };
    const coldNewsPerSecond = batchSize / (await timed(news.subarray(0, batchSize)));
    const rates: number[] = [];
    for (let round = 0; round < settings.rounds; round++) {
      await between();
      let seconds = 0;
      let done = 0;
      // Whole batches only: a smaller last one would be another size.
      while (done + batchSize <= news.length && (done === 0 || seconds < settings.maxSeconds)) {
        seconds += await timed(news.subarray(done, done + batchSize));
        done += batchSize;
      }
      rates.push(done / seconds);
    }
    speeds.push({ batchSize, coldNewsPerSecond, newsPerSecond: median(rates) });
  }
  return speeds;
}
