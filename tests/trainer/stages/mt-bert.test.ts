import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSafetensors } from '#data/weights/safetensors.ts';
import { PRESETS } from '#shared/config/presets.ts';
import type { StageConfigOf } from '#shared/trainer-protocol/stages.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import { BENCH_PLM, mean, StageBench, type StageRun } from './stage-bench.ts';

const TEACHER_LAYERS = 2;
const model = { ...PRESETS.paper.model, newsDim: 16, queryDim: 16, trainEmbeddings: true };
const input = { maxTitleTokens: 16, maxHistory: 8, negatives: 4 };
const training = { batchSize: 16, maxSteps: 90, epochs: 20, learningRate: 1e-2, dropout: 0 };

const teachersConfig: StageConfigOf<'mt-bert-teachers'> = {
  kind: 'mt-bert-teachers',
  layers: TEACHER_LAYERS,
  teachers: 2,
  model,
  input,
  fineTuning: { ...PRESETS.paper.fineTuning, ...training, validateEvery: 30, selection: 'best-validation' },
};
const studentConfig: StageConfigOf<'mt-bert'> = {
  kind: 'mt-bert',
  layers: 1,
  teacherLayers: TEACHER_LAYERS,
  teachers: 2,
  model,
  input,
  mtBert: { ...PRESETS.paper.mtBert, ...training, trainableLayers: 1 },
};

let folder: string;
let bench: StageBench;
let base: { dataset: string; tokens: string };
let plms: string[];
let teachers: StageRun;
let studentInputs: Record<string, string>;

const embed = (plm: string, artifact: string, modelFile: string, layers: number) =>
  bench.run(
    { kind: 'embed', layers, modelFile, model, maxTitleTokens: input.maxTitleTokens, maxBodyTokens: 0 },
    { tokens: base.tokens, plm, model: artifact },
  );

beforeAll(async () => {
  await selectBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'tnrlab-mt-bert-'));
  bench = new StageBench(folder);
  const dataset = await bench.makeDataset();
  plms = [
    await bench.makePlm(dataset, 1, { layers: 1 }),
    await bench.makePlm(dataset, 2),
    await bench.makePlm(dataset, 3, { arch: 'bert', heads: 4 }),
  ];
  base = { dataset, tokens: (await bench.run({ kind: 'tokenize' }, { dataset, plm: plms[0]! })).outDir };
  teachers = await bench.run(teachersConfig, { ...base, 'plm-1': plms[1]!, 'plm-2': plms[2]! });
  studentInputs = {
    ...base,
    plm: plms[0]!,
    teachers: teachers.outDir,
    'plm-1': plms[1]!,
    'plm-2': plms[2]!,
  };
  for (const i of [1, 2]) {
    const news = await embed(plms[i]!, teachers.outDir, `teacher-${i}.safetensors`, TEACHER_LAYERS);
    studentInputs[`teacher-${i}-news`] = news.outDir;
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('mt-bert-teachers writes a whole recommender for each PLM, all with the same heads', async () => {
  expect(await readdir(teachers.outDir)).toEqual(['teacher-1.safetensors', 'teacher-2.safetensors']);
  const files = await Promise.all(
    [1, 2].map((i) => openSafetensors(join(teachers.outDir, `teacher-${i}.safetensors`))),
  );
  const [first, second] = files as [(typeof files)[0], (typeof files)[0]];
  expect(second.names().sort()).toEqual(first.names().sort());
  expect(first.names()).toContain('user.pad_doc');
  for (const name of first.names()) {
    const [a, b] = [await first.read(name), await second.read(name)];
    if (name.startsWith('plm.')) expect(a, name).not.toEqual(b);
    else expect(a, name).toEqual(b);
  }
  for (const file of files) await file.close();
});

it('mt-bert-teachers learns, with curves and checks of each teacher', () => {
  for (const name of ['teacher-1', 'teacher-2']) {
    const losses = teachers.curve(`loss/${name}`);
    expect(losses).toHaveLength(90);
    expect(mean(losses.slice(-10))).toBeLessThan(0.9 * mean(losses.slice(0, 10)));
    expect(teachers.curve(`dev/auc/${name}`)).toHaveLength(3);
  }
  expect(teachers.summary).toMatchObject({ steps: 90, teachers: 2, selection: 'best-validation' });
});

it('mt-bert learns from the teachers, and its student is embedded and measured like any other', async () => {
  const before = tf.memory().numTensors;
  const student = await bench.run(studentConfig, studentInputs);
  expect(tf.memory().numTensors).toBe(before);
  for (const term of ['hidden', 'distill', 'target']) {
    const losses = student.curve(`loss/${term}`);
    expect(losses).toHaveLength(90);
    expect(mean(losses.slice(-10)), term).toBeLessThan(mean(losses.slice(0, 10)));
  }
  const news = await embed(plms[0]!, student.outDir, 'model.safetensors', 1);
  const { summary } = await bench.run(
    { kind: 'evaluate', models: 1, model, input, evaluation: PRESETS.paper.evaluation },
    { dataset: base.dataset, 'model-1': student.outDir, 'news-1': news.outDir },
  );
  expect(summary['auc']).toBeGreaterThan(0.5);
});

it('mt-bert refuses a teacher PLM with another vocabulary, mt-bert-teachers PLMs of different widths', async () => {
  const cased = bench.at('other-vocabulary');
  await mkdir(cased);
  for (const name of await readdir(plms[2]!)) await copyFile(join(plms[2]!, name), join(cased, name));
  const file = join(
    cased,
    (await readdir(cased)).find((name) => /vocab\.txt|tokenizer\.json/.test(name))!,
  );
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/##s\b/, '##zz'));
  await expect(bench.run(studentConfig, { ...studentInputs, 'plm-2': cased })).rejects.toThrow('vocabulary');
  const wide = await bench.makePlm(base.dataset, 4, { hiddenSize: 2 * BENCH_PLM.hiddenSize });
  const inputs = { ...base, 'plm-1': plms[1]!, 'plm-2': wide };
  await expect(bench.run(teachersConfig, inputs)).rejects.toThrow('width 32');
});
