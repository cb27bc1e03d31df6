import { expect, it } from 'vitest';
import { batchSizes, encodingSpeeds, quantile, spreadNews } from '#trainer/efficiency/encoding-speed.ts';
import { peakMemoryBytes } from '#trainer/efficiency/peak-memory.ts';

/** An encoder that takes `secondsPerNews` for each news, and `warmUp` seconds more the first time. */
function clocked(secondsPerNews: number, warmUp: number) {
  let now = 0;
  let first = true;
  const seen: number[][] = [];
  return {
    seen,
    now: () => now,
    encode: (indices: Int32Array) => {
      seen.push([...indices]);
      now += 1000 * (indices.length * secondsPerNews + (first ? warmUp : 0));
      first = false;
    },
  };
}
const settings = { largestBatch: 8, rounds: 3, maxSeconds: 100 };
const between = async () => undefined;

it('encodingSpeeds() tells the first batch from the median of the rounds', async () => {
  const clock = clocked(0.01, 1);
  const news = spreadNews(20, 20);
  const speeds = await encodingSpeeds(clock.encode, news, settings, between, clock.now);
  expect(speeds.map(({ batchSize }) => batchSize)).toEqual([1, 8]);
  expect(speeds[0]!.coldNewsPerSecond).toBeCloseTo(1 / 1.01, 6);
  expect(speeds[0]!.newsPerSecond).toBeCloseTo(100, 6);
  expect(speeds[1]!.coldNewsPerSecond).toBeCloseTo(100, 6);
  // 20 news hold two whole batches of 8; a smaller third one is not encoded.
  expect(clock.seen.filter(({ length }) => length === 8)).toHaveLength(1 + 3 * 2);
});

it('encodingSpeeds() ends a round at its time, after one batch at least', async () => {
  const clock = clocked(10, 0);
  const limited = { largestBatch: 1, rounds: 2, maxSeconds: 15 };
  const speeds = await encodingSpeeds(clock.encode, spreadNews(9, 9), limited, between, clock.now);
  expect(clock.seen).toHaveLength(1 + 2 * 2);
  expect(speeds[0]!.newsPerSecond).toBeCloseTo(0.1, 6);
});

it('encodingSpeeds() stops where it is asked to, between batches', async () => {
  const clock = clocked(1, 0);
  const stop = async () => {
    throw new Error('stopped');
  };
  await expect(encodingSpeeds(clock.encode, spreadNews(9, 9), settings, stop, clock.now)).rejects.toThrow(
    'stopped',
  );
});

it('batchSizes() are those up to the largest, with 1 always', () => {
  expect(batchSizes(128, 512)).toEqual([1, 8, 32, 128]);
  expect(batchSizes(4096, 100)).toEqual([1, 8, 32]);
  expect(batchSizes(1, 0)).toEqual([1]);
});

it('spreadNews() takes distinct news evenly', () => {
  expect([...spreadNews(10, 5)]).toEqual([0, 2, 4, 6, 8]);
  expect([...spreadNews(3, 5)]).toEqual([0, 1, 2]);
});

it('quantile() is linear between values', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10], 0.95)).toBe(10);
  expect(quantile([0, 10], 0.95)).toBe(9.5);
});

it('peakMemoryBytes() grows with what the process holds', () => {
  const before = peakMemoryBytes();
  expect(before).toBeGreaterThan(20e6);
  const held = Buffer.alloc(200e6, 1);
  expect(peakMemoryBytes() - before).toBeGreaterThan(0.5 * held.length);
});
