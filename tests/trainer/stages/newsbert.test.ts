import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSafetensors } from '#data/weights/safetensors.ts';
import { PRESETS } from '#shared/config/presets.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import { mean, StageBench } from './stage-bench.ts';

const WORDS = 'plm.embeddings.word_embeddings.weight';
const STEPS = 90;
const model = { ...PRESETS.paper.model, newsDim: 16, queryDim: 16, trainEmbeddings: true };
const input = { maxTitleTokens: 16, maxHistory: 8, negatives: 4 };

const config: StageConfigOf<'newsbert'> = {
  kind: 'newsbert',
  layers: 1,
  teacherLayers: 2,
  teacherFiles: [null, null],
  model,
  input,
  newsBert: {
    ...PRESETS.paper.newsBert,
    batchSize: 16,
    maxSteps: STEPS,
    epochs: 20,
    learningRate: 1e-2,
    dropout: 0,
    trainableLayers: 1,
    validateEvery: 45,
  },
};

let folder: string;
let bench: StageBench;
let inputs: Record<string, string>;

beforeAll(async () => {
  await selectBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'tnrlab-newsbert-'));
  bench = new StageBench(folder);
  const dataset = await bench.makeDataset();
  const plm = await bench.makePlm(dataset, 1);
  inputs = { dataset, plm, tokens: (await bench.run({ kind: 'tokenize' }, { dataset, plm })).outDir };
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('newsbert learns with its teachers on the generated world, records every term, and leaves no tensor', async () => {
  const before = tf.memory().numTensors;
  const student = await bench.run(config, inputs);
  expect(tf.memory().numTensors).toBe(before);
  for (const term of ['teacher', 'target', 'news', 'hidden', 'emb', 'distill'])
    expect(student.curve(`loss/${term}`), term).toHaveLength(STEPS);
  for (const term of ['teacher', 'target']) {
    const losses = student.curve(`loss/${term}`);
    expect(mean(losses.slice(-10)), term).toBeLessThan(0.95 * mean(losses.slice(0, 10)));
  }
  expect(student.curve('dev/auc')).toHaveLength(2);
  expect(student.summary).toMatchObject({ steps: STEPS, teachers: 2 });
}, 60_000);

it('newsbert hands on word embeddings only where they train on clicks', async () => {
  const short = { ...config, teacherFiles: [null], newsBert: { ...config.newsBert, maxSteps: 2 } };
  const namesOf = async (embeddingsOnClicks: boolean) => {
    const { outDir } = await bench.run({ ...short, model: { ...model, embeddingsOnClicks } }, inputs);
    const file = await openSafetensors(join(outDir, 'model.safetensors'));
    const names = file.names();
    await file.close();
    return names;
  };
  expect(await namesOf(true)).toContain(WORDS);
  expect(await namesOf(false)).not.toContain(WORDS);
}, 60_000);
