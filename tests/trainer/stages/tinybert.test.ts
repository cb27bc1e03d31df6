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

const TEACHERS = 2;
/** Of phase 1, and of phase 2. */
const [FIRST, SECOND] = [40, 120];
const model = { ...PRESETS.paper.model, newsDim: 16, queryDim: 8, trainEmbeddings: true };
const input = { ...PRESETS.paper.input, maxTitleTokens: 12, maxHistory: 5 };
const budget = { maxSteps: SECOND, epochs: 100, batchSize: 16, learningRate: 3e-3, dropout: 0 };

let folder: string;
let bench: StageBench;
let inputs: Record<string, string>;

beforeAll(async () => {
  await selectBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'tnrlab-tinybert-'));
  bench = new StageBench(folder);
  const dataset = await bench.makeDataset();
  const plm = await bench.makePlm(dataset, 1);
  const tokens = (await bench.run({ kind: 'tokenize' }, { dataset, plm })).outDir;
  inputs = { dataset, plm, tokens };
  for (let i = 1; i <= TEACHERS; i++) {
    const fineTuning = { ...PRESETS.paper.fineTuning, ...budget };
    const shared = { layers: 2, model };
    const teacher = await bench.run(
      { kind: 'fine-tune', ...shared, initFile: null, input, fineTuning },
      inputs,
      i,
    );
    const texts = { maxTitleTokens: input.maxTitleTokens, maxBodyTokens: 0 };
    const news = await bench.run(
      { kind: 'embed', ...shared, modelFile: 'model.safetensors', ...texts },
      { tokens, plm, model: teacher.outDir },
    );
    inputs = { ...inputs, [`teacher-${i}`]: teacher.outDir, [`teacher-${i}-news`]: news.outDir };
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const stage = (more: Partial<StageConfigOf<'tinybert'>> = {}): StageConfigOf<'tinybert'> => ({
  kind: 'tinybert',
  layers: 1,
  teacherLayers: 2,
  teachers: 1,
  procedure: 'two-phase',
  model,
  input,
  tinyBert: {
    ...PRESETS.paper.tinyBert,
    ...budget,
    intermediateEpochs: 100,
    intermediateMaxSteps: FIRST,
    validateEvery: 40,
  },
  ...more,
});

/** Mean of the last steps by that of the first ones. */
const fall = (curve: number[]): number => mean(curve.slice(-8)) / mean(curve.slice(0, 8));

it.each([1, TEACHERS])(
  'tinybert of %i teachers learns in both phases and keeps the student alone',
  async (teachers) => {
    const before = tf.memory().numTensors;
    const { outDir, summary, curve } = await bench.run(stage({ teachers }), inputs);
    expect(tf.memory().numTensors).toBe(before);
    expect(summary).toMatchObject({ steps: FIRST + SECOND, teachers });
    for (const term of ['hidden', 'attention', 'emb']) {
      expect(curve(`loss/${term}`)).toHaveLength(FIRST);
      expect(fall(curve(`loss/${term}`)), term).toBeLessThan(0.95);
    }
    expect(curve('loss/distill')).toHaveLength(SECOND);
    expect(fall(curve('loss/distill'))).toBeLessThan(0.97);
    // Checks at 80, 120 and 160; none at 40, where the heads have not learned yet.
    expect(curve('dev/auc')).toHaveLength(3);
    const tensors = await openSafetensors(join(outDir, 'model.safetensors'));
    expect(tensors.names().filter((name) => !/^(plm|news|user)\./.test(name))).toEqual([]);
    await tensors.close();
  },
);

it('tinybert in one phase learns', async () => {
  const { summary, curve } = await bench.run(stage({ procedure: 'one-phase' }), inputs);
  expect(summary).toMatchObject({ steps: SECOND, teachers: 1 });
  for (const term of ['distill', 'hidden', 'attention', 'target'])
    expect(curve(`loss/${term}`)).toHaveLength(SECOND);
  expect(fall(curve('loss'))).toBeLessThan(0.97);
  expect(curve('dev/auc')).toHaveLength(3);
});
