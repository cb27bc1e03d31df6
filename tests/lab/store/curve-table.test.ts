import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '#lab/store/store.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-store-'));
  store = openStore(folder);
  store.stages.add({ key: 'k', config: { kind: 'tokenize' }, inputs: {}, seed: 0 });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('addPoints() shows at once to readers, in the order of steps, the later value of a step counting', () => {
  const stage = store.stages.id('k')!;
  store.curves.addPoints(stage, 2, { loss: 0.5, 'dev/auc': 0.6 });
  store.curves.addPoints(stage, 1, { loss: 0.9 });
  store.curves.addPoints(stage, 2, { loss: 0.4 });
  expect(store.curves.curves(stage)).toEqual([
    { metric: 'loss', steps: [1, 2], values: [0.9, 0.4] },
    { metric: 'dev/auc', steps: [2], values: [0.6] },
  ]);
});

test('curves() gives only the metrics asked for, in the order in which they were first heard of', () => {
  const stage = store.stages.id('k')!;
  store.curves.addPoints(stage, 1, { loss: 0.5, 'dev/auc': 0.6, rate: 1 });
  expect(store.curves.curves(stage, ['rate', 'loss']).map(({ metric }) => metric)).toEqual(['loss', 'rate']);
  expect(store.curves.curves(stage, ['none'])).toEqual([]);
});

test('a stage that goes on from a checkpoint writes the steps after it anew, and keeps those before', () => {
  const stage = store.stages.id('k')!;
  for (let step = 1; step <= 6; step++) store.curves.addPoints(stage, step, { loss: step });
  store.curves.flush();
  for (let step = 5; step <= 8; step++) store.curves.addPoints(stage, step, { loss: -step });
  expect(store.curves.curves(stage)[0]).toEqual({
    metric: 'loss',
    steps: [1, 2, 3, 4, 5, 6, 7, 8],
    values: [1, 2, 3, 4, -5, -6, -7, -8],
  });
});

test('addPoints() mixes stages and metrics in one flush, written in blocks and a rest', () => {
  store.stages.add({ key: 'l', config: { kind: 'tokenize' }, inputs: {}, seed: 1 });
  const [k, l] = [store.stages.id('k')!, store.stages.id('l')!];
  for (let step = 1; step <= 37; step++) {
    store.curves.addPoints(l, step, { loss: step, rate: -step });
    store.curves.addPoints(k, step, { rate: step / 2 });
  }
  // In the same flush: the later value of a step counts, wherever it falls in a block.
  store.curves.addPoints(l, 30, { loss: 0 });
  const steps = Array.from({ length: 37 }, (_, i) => i + 1);
  expect(store.curves.curves(l)).toEqual([
    { metric: 'loss', steps, values: steps.map((step) => (step === 30 ? 0 : step)) },
    { metric: 'rate', steps, values: steps.map((step) => -step) },
  ]);
  expect(store.curves.curves(k)).toEqual([{ metric: 'rate', steps, values: steps.map((step) => step / 2) }]);
});

test('a crash loses at most what was not flushed', () => {
  const stage = store.stages.id('k')!;
  store.curves.addPoints(stage, 1, { loss: 0.5 });
  store.curves.flush();
  store.curves.addPoints(stage, 2, { loss: 0.4 });
  // Another connection sees what a process that died now would leave.
  const after = openStore(folder);
  expect(after.curves.curves(stage)[0]?.steps).toEqual([1]);
  after.close();
  expect(store.curves.curves(stage)[0]?.steps).toEqual([1, 2]);
});

test('a metric first heard of in a write that failed keeps its name after it', () => {
  const stage = store.stages.id('k')!;
  store.curves.addPoints(stage, 1, { lossA: 1 });
  // No row has this number: the write is undone, the new metric with it.
  store.curves.addPoints(stage + 99, 1, { lossA: 1 });
  expect(() => store.curves.flush()).toThrow(/FOREIGN KEY/);
  store.curves.addPoints(stage, 1, { lossB: 2 });
  store.curves.addPoints(stage, 1, { lossA: 3 });
  expect(store.curves.curves(stage)).toEqual([
    { metric: 'lossB', steps: [1], values: [2] },
    { metric: 'lossA', steps: [1], values: [3] },
  ]);
});

test('discard() forgets the metrics of a transaction that was undone around it', () => {
  const stage = store.stages.id('k')!;
  const undone = (): void =>
    store.transaction(() => {
      store.curves.addPoints(stage, 1, { lossA: 1 });
      store.curves.flush();
      throw new Error('disk full');
    });
  expect(undone).toThrow('disk full');
  store.curves.discard();
  store.curves.addPoints(stage, 1, { lossB: 2 });
  store.curves.addPoints(stage, 2, { lossA: 3 });
  expect(store.curves.curves(stage).map(({ metric, values }) => [metric, values])).toEqual([
    ['lossB', [2]],
    ['lossA', [3]],
  ]);
});

test('points take about 20 bytes each', () => {
  const stage = store.stages.id('k')!;
  const points = 100_000;
  for (let step = 0; step < points; step++) store.curves.addPoints(stage, step, { loss: Math.random() });
  store.close();
  expect(statSync(path.join(folder, 'lab.sqlite')).size / points).toBeLessThan(24);
  store = openStore(folder);
  expect(store.curves.curves(stage)[0]!.steps).toHaveLength(points);
});

test('lines() gives what came after a number, oldest first', () => {
  const stage = store.stages.id('k')!;
  const written: number[] = [];
  for (const message of ['a', 'b', 'c'])
    store.curves.addLine({ stage, time: 1, level: 'info', message, written: ({ id }) => written.push(id) });
  const lines = store.curves.lines(stage, 0, 2);
  expect(lines.map(({ message }) => message)).toEqual(['a', 'b']);
  expect(store.curves.lines(stage, lines[1]!.id, 9).map(({ message }) => message)).toEqual(['c']);
  expect(written).toHaveLength(3);
});
