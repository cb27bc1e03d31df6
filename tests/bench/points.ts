/**
 * The points store on 1,000 runs x 5 metrics x 200 steps (1 M points), by the store's own path: points a second in,
 * bytes on disk, and one metric of 50 runs out.
 *
 *   node tests/bench/points.ts
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '#lab/store/store.ts';
import { Rng } from '#shared/random.ts';
import { machineLine } from './machine-line.ts';

const RUNS = 1_000;
const STEPS = 200;
const METRICS = ['loss', 'loss/distill', 'loss/embedding', 'learningRate', 'dev/auc'];
const POINTS = RUNS * STEPS * METRICS.length;

const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-points-'));
try {
  measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(): void {
  const values = pointValues();
  let store = openStore(folder);
  const stages = Array.from({ length: RUNS }, (_, i) => {
    const key = `run-${i}`;
    store.stages.add({ key, config: { kind: 'tokenize' }, inputs: {}, seed: i });
    return store.stages.id(key)!;
  });
  const empty = sizeAfterClose();
  store = openStore(folder);

  const start = performance.now();
  // Four runs at a time, as the lab computes them; what waits is written as often as the clock would.
  let flushed = performance.now();
  for (let first = 0; first < RUNS; first += 4)
    for (let step = 0; step < STEPS; step++) {
      for (let run = first; run < first + 4; run++)
        store.curves.addPoints(stages[run]!, step + 1, values[run]![step]!);
      if (performance.now() - flushed > 100) {
        store.curves.flush();
        flushed = performance.now();
      }
    }
  store.curves.flush();
  const seconds = (performance.now() - start) / 1000;
  const bytes = sizeAfterClose() - empty;
  console.log(
    `in: ${Math.round(POINTS / seconds).toLocaleString('en')} points/s (${seconds.toFixed(2)} s for ${POINTS.toLocaleString('en')})`,
  );
  console.log(`on disk: ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / POINTS).toFixed(1)} bytes a point`);

  store = openStore(folder);
  for (const what of ['cold', 'warm']) {
    const begin = performance.now();
    let read = 0;
    for (const stage of stages.slice(0, 50)) read += store.curves.curves(stage, ['loss'])[0]!.values.length;
    console.log(
      `one metric of 50 runs, ${what}: ${(performance.now() - begin).toFixed(1)} ms (${read} points)`,
    );
  }
  const begin = performance.now();
  for (const stage of stages.slice(0, 100)) store.curves.curves(stage);
  console.log(`500 curves: ${(performance.now() - begin).toFixed(1)} ms`);
  store.close();
  console.log(machineLine());

  function sizeAfterClose(): number {
    store.close();
    return statSync(path.join(folder, 'lab.sqlite')).size;
  }
}

/** As training gives them: loss terms that fall with noise, a rate in a few steps, and no value twice. */
function pointValues(): Record<string, number>[][] {
  const rng = new Rng(1, 'points');
  return Array.from({ length: RUNS }, () =>
    Array.from({ length: STEPS }, (_, step) =>
      Object.fromEntries(
        METRICS.map((metric, i) => [metric, Math.fround(Math.exp(-step / 80) + rng.float() / (i + 2))]),
      ),
    ),
  );
}
