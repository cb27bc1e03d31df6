/** The export folder: made of artifacts, whole or not at all, and with the vectors of the model that loadModel() loads. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { exportRecommender, type OnnxExportRequest } from '#data/onnx/export-recommender.ts';
import { writePlmArtifact } from '#data/weights/plm-artifact.ts';
import { writeSafetensors } from '#data/weights/safetensors.ts';
import { poolNews } from '#ml/model/news-encoder.ts';
import { encode } from '#ml/model/plm.ts';
import { PRESETS } from '#shared/config/presets.ts';
import { needsOnnxRuntime } from '#tests/fixtures/onnx.ts';
import { loadModel } from '#trainer/model/model-files.ts';
import { pieceBatch, smallConfig, smallRecommender, SMALL_SIZES } from './small-recommender.ts';

const CONFIG = smallConfig('unilmv2');
const LAYERS = 2;
const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'news'];

const runtime = needsOnnxRuntime();
let folder: string;
let plmDir: string;
let file: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = mkdtempSync(path.join(tmpdir(), 'onnx-export-'));
  plmDir = path.join(folder, 'plm');
  file = path.join(folder, 'model.safetensors');
  const base = smallRecommender(CONFIG, 1);
  const trained = smallRecommender(CONFIG, 2);
  const tensorsOf = ({ params }: typeof base, keep: (name: string) => boolean) =>
    [...params]
      .filter(([name]) => keep(name))
      .map(([name, value]) => ({ name, shape: value.shape, data: value.dataSync() as Float32Array }));
  await writePlmArtifact(
    plmDir,
    CONFIG,
    tensorsOf(base, (name) => name.startsWith('plm.')),
    [{ name: 'vocab.txt', content: `${VOCABULARY.join('\n')}\n` }],
  );
  // The second layer and the heads were trained; the rest is the base PLM's.
  await writeSafetensors(
    file,
    tensorsOf(trained, (name) => !name.startsWith('plm.') || name.startsWith('plm.encoder.layer.1.')),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let outDir: string;
let runs = 0;
beforeEach(() => {
  outDir = path.join(folder, 'out', String(runs++));
});
const request = (change: Partial<OnnxExportRequest> = {}): OnnxExportRequest => ({
  files: { plmDir, layers: LAYERS, file },
  outDir,
  quantised: false,
  tokenPooling: 'masked',
  maxTitleTokens: 30,
  maxHistory: 50,
  source: { experiment: 'small', seed: 3 },
  ...change,
});

it('exportRecommender() gives the vectors of the same files through loadModel()', async () => {
  await exportRecommender(request());
  const model = await loadModel({
    plmDir,
    layers: LAYERS,
    file,
    seed: 0,
    model: { ...PRESETS.paper.model, ...SMALL_SIZES },
  });
  const { ids, mask, shape } = pieceBatch(5, 17, CONFIG.vocabSize, 11);
  const seen = tf.tensor2d(Float32Array.from(mask), shape);
  const hidden = encode(model.params, model.config, tf.tensor2d(ids, shape, 'int32'), seen);
  const own = poolNews(model.params, hidden, seen).dataSync();
  const session = await runtime().open(path.join(outDir, 'news-encoder.onnx'), 1);
  const vectors = await session.run({
    input_ids: { data: ids, shape },
    attention_mask: { data: mask, shape },
  });
  await session.close();
  model.dispose();
  expect(Math.max(...own.map((value, i) => Math.abs(value - vectors[i]!)))).toBeLessThanOrEqual(1e-4);
});

it('exportRecommender() writes encoders, tokeniser and a config.json that says how to feed them', async () => {
  const files = await exportRecommender(request({ quantised: true, tokenPooling: 'unmasked' }));
  expect(readdirSync(outDir).sort()).toEqual([
    'config.json',
    'news-encoder.int8.onnx',
    'news-encoder.onnx',
    'user-encoder.onnx',
    'vocab.txt',
  ]);
  for (const [name, bytes] of Object.entries(files))
    expect([name, statSync(path.join(outDir, name)).size]).toEqual([name, bytes]);
  expect(JSON.parse(readFileSync(path.join(outDir, 'config.json'), 'utf8'))).toMatchObject({
    architecture: 'unilmv2',
    layers: LAYERS,
    newsDim: SMALL_SIZES.newsDim,
    maxTitleTokens: 30,
    maxHistory: 50,
    tokenPooling: 'unmasked',
    padTitlesTo: 30,
    tokenizer: 'vocab.txt',
    source: { experiment: 'small', seed: 3 },
  });
});

it('exportRecommender() refuses a folder that holds something, and takes an empty one', async () => {
  mkdirSync(outDir, { recursive: true });
  await exportRecommender(request());
  const before = statSync(path.join(outDir, 'config.json')).mtimeMs;
  await expect(exportRecommender(request())).rejects.toMatchObject({ code: 'conflict' });
  expect(statSync(path.join(outDir, 'config.json')).mtimeMs).toBe(before);
  const plainFile = path.join(folder, 'file');
  writeFileSync(plainFile, 'x');
  await expect(exportRecommender(request({ outDir: plainFile }))).rejects.toMatchObject({ code: 'conflict' });
});

it('exportRecommender() leaves nothing behind where a tensor is missing', async () => {
  const empty = path.join(folder, 'empty.safetensors');
  await writeSafetensors(empty, [{ name: 'other', shape: [1], data: Float32Array.of(1) }]);
  const attempt = exportRecommender(request({ files: { plmDir, layers: LAYERS, file: empty } }));
  await expect(attempt).rejects.toThrow(/has the tensor news\.pooling/);
  expect(existsSync(outDir)).toBe(false);
  expect(readdirSync(path.dirname(outDir)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('exportRecommender() says how many layers the PLM has', async () => {
  await expect(exportRecommender(request({ files: { plmDir, layers: 4, file } }))).rejects.toThrow(
    /4 layers.*has 3/,
  );
});
