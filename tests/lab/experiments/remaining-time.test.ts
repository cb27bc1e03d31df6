import { expect, test } from 'vitest';
import { remainingSeconds, type TimedStage } from '#lab/experiments/remaining-time.ts';

const stage = (changes: Partial<TimedStage>): TimedStage => ({
  kind: 'embed',
  state: 'waiting',
  startedAt: null,
  endedAt: null,
  progress: null,
  reused: false,
  ...changes,
});
const finished = stage({ state: 'done', startedAt: 0, endedAt: 4000 });
const at50 = { phase: 'Train', done: 50, total: 100, unit: 'steps', rate: 5 };

test('remainingSeconds() is unknown while a waiting kind was never measured', () => {
  expect(remainingSeconds([stage({})], new Map(), 1, 0)).toBeNull();
  expect(remainingSeconds([stage({})], new Map([['embed', 3]]), 1, 0)).toBe(3);
});

test('remainingSeconds() prefers this experiment, and the rate of what runs', () => {
  const stages = [finished, stage({}), stage({}), stage({ state: 'running', startedAt: 0, progress: at50 })];
  expect(remainingSeconds(stages, new Map([['embed', 99]]), 1, 9000)).toBe(10 + 4 + 4);
  expect(remainingSeconds(stages, new Map(), 2, 9000)).toBe(10);
  expect(remainingSeconds([finished, stage({ state: 'running', startedAt: 0 })], new Map(), 1, 1000)).toBe(3);
});

test('remainingSeconds() does not learn from reused stages', () => {
  expect(remainingSeconds([{ ...finished, reused: true }, stage({})], new Map(), 1, 0)).toBeNull();
});
