import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLab, type OpenLab } from '#lab/lab.ts';
import type { ExperimentInput } from '#shared/config/experiment.ts';
import { until } from './scripted-lab.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-real-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const experiment: ExperimentInput = {
  name: 'real',
  dataset: 'world',
  plm: { pretrain: 'general-text', layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 32 },
  repeats: 1,
  backend: 'wasm',
  settings: {
    model: { newsDim: 16, queryDim: 16 },
    input: { maxTitleTokens: 16, maxHistory: 10 },
    mlm: { maxSteps: 60, epochs: 50, maxTokens: 32, batchSize: 16 },
    postTraining: {
      maxSteps: 80,
      epochs: 9,
      batchSize: 16,
      learningRate: 1e-3,
      copyEvery: 20,
      copies: 2,
      maxBodyTokens: 32,
      trainableLayers: 2,
    },
    fineTuning: { maxSteps: 80, epochs: 9, batchSize: 8, learningRate: 1e-3 },
    stageOne: { maxSteps: 60, epochs: 9, batchSize: 16, learningRate: 1e-3 },
    stageTwo: { maxSteps: 60, epochs: 9, batchSize: 8, learningRate: 1e-3 },
    newsBert: { maxSteps: 24, epochs: 9, batchSize: 8, learningRate: 1e-3 },
  },
  methods: [
    { method: 'PLM-NR', variant: 'DP', layers: 2 },
    { method: 'Tiny-NewsRec', layers: 1, teacherLayers: 2, teachers: 2 },
    { method: 'NewsBERT-MT', layers: 1, teacherLayers: 2, teachers: 2 },
  ],
};

async function open(name: string): Promise<OpenLab> {
  const lab = await createLab({ workspace: path.join(folder, name), slots: 2, checkpointEverySeconds: 0.05 });
  await lab.sample({
    outDir: path.join(folder, 'world'),
    name: 'world',
    news: 300,
    users: 80,
    impressions: 300,
  });
  return lab;
}

/** Hashes of all files of all artifacts, by key. */
function hashes(workspace: string): Record<string, unknown> {
  const artifacts = path.join(folder, workspace, 'artifacts');
  const entries = readdirSync(artifacts).map((key) => {
    const manifest = JSON.parse(readFileSync(path.join(artifacts, key, 'manifest.json'), 'utf8')) as {
      files: unknown;
    };
    return [key, manifest.files] as const;
  });
  return Object.fromEntries(entries.sort());
}

test('an experiment killed again and again has the same files to the bit as an uninterrupted one', async () => {
  const whole = await open('whole');
  whole.run(experiment);
  expect(await whole.settled('real')).toMatchObject({ state: 'done', error: null });
  const table = whole.resultTable('real');
  await whole.close();

  const broken = await open('broken');
  let goesOn = 0;
  for (const kind of ['pretrain', 'post-train', 'fine-tune', 'stage-one', 'stage-two', 'newsbert']) {
    broken.run(experiment);
    const isHalfway = (): boolean =>
      broken.getExperiment('real').state === 'done' ||
      broken
        .getExperiment('real')
        .stages.some(
          (stage) => stage.kind === kind && (stage.state === 'done' || (stage.progress?.done ?? 0) > 8),
        );
    await until(isHalfway, 60_000);
    await broken.kill('real');
  }
  broken.run(experiment);
  expect(await broken.settled('real')).toMatchObject({ state: 'done' });
  for (const { key } of broken.getExperiment('real').stages)
    if (broken.log(key).some(({ message }) => message.startsWith('Goes on from step'))) goesOn++;
  expect(goesOn).toBeGreaterThan(0);
  expect(broken.resultTable('real').rows).toEqual(table.rows);
  await broken.close();
  expect(hashes('broken')).toEqual(hashes('whole'));
}, 180_000);
