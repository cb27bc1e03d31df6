import { expect, test } from 'vitest';
import { remainingSeconds, type TimedStage } from '#lab/experiments/remaining-time.ts';

const stage = (key: string, changes: Partial<TimedStage> = {}): TimedStage => ({
  key,
  kind: 'embed',
  state: 'waiting',
  inputs: [],
  startedAt: null,
  progress: null,
  ...changes,
});
const at50 = { phase: 'Train', done: 50, total: 100, unit: 'steps', rate: 5 };
const four = () => 4;

test('remainingSeconds() is unknown while nothing tells the time of a stage that waits', () => {
  expect(remainingSeconds([stage('a')], () => null, 1, 0)).toBeNull();
  expect(remainingSeconds([stage('a', { state: 'done' }), stage('b')], four, 1, 0)).toBe(4);
});

test('remainingSeconds() takes the rate of what runs, else what is left of the expected time', () => {
  const running = stage('c', { state: 'running', startedAt: 0, progress: at50 });
  expect(remainingSeconds([stage('a'), stage('b'), running], four, 1, 9000)).toBe(10 + 4 + 4);
  expect(remainingSeconds([stage('a'), stage('b'), running], four, 2, 9000)).toBe(10);
  expect(remainingSeconds([stage('a', { state: 'running', startedAt: 0 })], four, 1, 1000)).toBe(3);
  expect(remainingSeconds([stage('a', { state: 'running', startedAt: 0 })], four, 1, 9000)).toBe(0);
});

test('remainingSeconds() lets no stage begin before what it needs, and runs timed ones alone', () => {
  const chain = [stage('a'), stage('b', { inputs: ['a'] }), stage('c', { inputs: ['b', 'gone'] })];
  expect(remainingSeconds(chain, four, 8, 0)).toBe(12);
  const timed = [stage('a'), stage('b'), stage('t', { kind: 'efficiency' })];
  expect(remainingSeconds(timed, four, 2, 0)).toBe(4 + 4);
});
