/**
 * How long `runs.list` takes with 10,000 runs: cold (a new lab), warm, and with the checks and the JSON of its way to
 * the window.
 *
 *   node tests/bench/runs-list.ts [runs]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { Experiment } from '#shared/config/experiment.ts';
import { createLab } from '#lab/lab.ts';
import { openStore } from '#lab/store/store.ts';
import { Rng } from '#shared/random.ts';
import { machineLine, quantile } from './machine-line.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-runs-'));
try {
  fill();
  await measure();
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const opened = performance.now();
  const lab = await createLab({ workspace, trainerEntry: '/none' });
  console.log(`start of the lab: ${(performance.now() - opened).toFixed(0)} ms`);
  const cold = timed(() => lab.runs.list());
  console.log(
    `cold: ${cold.ms.toFixed(0)} ms (${cold.value.runs.length} runs, ${Object.keys(cold.value.recipes).length} recipes)`,
  );
  const warm = Array.from({ length: 20 }, () => timed(() => lab.runs.list()).ms);
  console.log(`warm: median ${quantile(warm, 0.5).toFixed(0)} ms, p95 ${quantile(warm, 0.95).toFixed(0)} ms`);
  const client = createRouterClient(lab.router);
  const called: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await client.runs.list();
    called.push(performance.now() - start);
  }
  console.log(`over the contract: median ${quantile(called, 0.5).toFixed(0)} ms`);
  const text = timed(() => JSON.stringify(lab.runs.list()));
  console.log(`with JSON: ${text.ms.toFixed(0)} ms, ${(text.value.length / 1e6).toFixed(1)} MB`);
  const keys = cold.value.runs.slice(0, 4).map(({ key }) => key);
  const some = Array.from({ length: 20 }, () => timed(() => lab.runs.list(keys)).ms);
  console.log(`4 of them: median ${quantile(some, 0.5).toFixed(2)} ms`);
  await lab.close();
  console.log(machineLine());
}

function timed<T>(work: () => T): { ms: number; value: T } {
  const start = performance.now();
  const value = work();
  return { ms: performance.now() - start, value };
}

/** Rows of five repeats: a model and its evaluation each, as an experiment of 50 rows would leave them. */
function fill(): void {
  const store = openStore(workspace);
  const rng = new Rng(1, 'runs');
  const key = (...parts: (string | number)[]): string => parts.join('-').padEnd(64, 'x');
  const data = key('data');
  store.transaction(() => {
    store.stages.add({ key: data, config: { kind: 'import-dataset', source: '/data' }, inputs: {}, seed: 0 });
    const pairs = Math.ceil(COUNT / 2);
    for (let first = 0; first < pairs; first += 250) {
      const name = `study-${first / 250}`;
      store.experiments.add({ name, preset: 'paper' } as Experiment, '', 0);
      const places = [];
      for (let i = first; i < Math.min(pairs, first + 250); i++) {
        const row = Math.floor(i / 5);
        const seed = (i % 5) + 1;
        const model = key('model', i);
        const training = {
          batchSize: 32,
          learningRate: 1e-4 * (row + 1),
          dropout: 0.1,
          epochs: 3,
          maxSteps: 100 + row,
        };
        const group = { newsDim: 256, queryDim: 200, tokenPooling: 'masked', trainEmbeddings: true };
        const stages = [
          {
            key: model,
            config: { kind: 'fine-tune', layers: 4, initFile: null, model: group, fineTuning: training },
            inputs: { dataset: data },
            seed,
            title: 'Fine-tune',
          },
          {
            key: key('evaluate', i),
            config: { kind: 'evaluate', models: 1, model: group },
            inputs: { dataset: data, 'model-1': model },
            seed: 0,
            title: 'Evaluate',
          },
        ];
        for (const { title, ...stage } of stages) {
          store.stages.add(stage as unknown as Parameters<typeof store.stages.add>[0]);
          store.stages.change(stage.key, {
            state: 'done',
            startedAt: i * 1000,
            endedAt: i * 1000 + 500,
            device: { backend: 'wasm', version: '4.22.0', device: 'WebAssembly SIMD' },
            summary: {
              steps: 100,
              parameters: 1e6,
              seconds: rng.float(),
              auc: rng.float(),
              mrr: rng.float(),
              ndcg5: rng.float(),
              ndcg10: rng.float(),
            },
          });
          places.push({
            key: stage.key,
            title,
            methods: [`Method ${row}`],
            repeats: [seed - 1],
            reused: false,
          });
        }
      }
      store.experiments.setPlaces(name, places);
    }
  });
  store.close();
}
