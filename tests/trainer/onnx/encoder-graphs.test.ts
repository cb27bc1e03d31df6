/** The exported graphs, run by onnxruntime, against the lab's own encoders and the BERT oracle. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newsEncoderGraph, userEncoderGraph } from '#data/onnx/encoder-graphs.ts';
import type { NewsGraphOptions } from '#data/onnx/encoder-graphs.ts';
import { GraphBuilder } from '#data/onnx/graph-builder.ts';
import { graphContext } from '#data/onnx/linear-nodes.ts';
import { plmNodes } from '#data/onnx/plm-nodes.ts';
import type { WeightSource } from '#data/onnx/recommender-weights.ts';
import { poolNews } from '#ml/model/news-encoder.ts';
import { encode } from '#ml/model/plm.ts';
import { encodeUser } from '#ml/model/user-encoder.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { needsOnnxRuntime } from '#tests/fixtures/onnx.ts';
import { readOracle, type OracleTensor } from '#tests/fixtures/oracle.ts';
import type { Feed } from '#trainer/onnx/onnx-runtime.ts';
import { pieceBatch, smallConfig, smallRecommender, SMALL_SIZES } from './small-recommender.ts';

/** Largest absolute difference between an exported float32 encoder and the lab's own. */
const TOLERANCE = 1e-4;

const runtime = needsOnnxRuntime();
let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = mkdtempSync(path.join(tmpdir(), 'onnx-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
async function run(graph: GraphBuilder, feeds: Record<string, Feed>): Promise<Float32Array> {
  const file = path.join(folder, `${files++}.onnx`);
  await graph.write(file);
  const session = await runtime().open(file, 1);
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference; // NaN gets through
  }
  return largest;
}

/** Smallest cosine of a row of `a` with the same row of `b`. */
function smallestCosine(a: Float32Array, b: Float32Array, width: number): number {
  let smallest = 1;
  for (let start = 0; start < a.length; start += width) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = start; i < start + width; i++) {
      ab += a[i]! * b[i]!;
      aa += a[i]! ** 2;
      bb += b[i]! ** 2;
    }
    smallest = Math.min(smallest, ab / Math.sqrt(aa * bb));
  }
  return smallest;
}

/** The same batch through the lab's encoder and through the exported one. */
async function bothWays(config: PlmConfig, options: NewsGraphOptions, count: number, length: number) {
  const { params, weights } = smallRecommender(config, 7);
  const { ids, mask, shape } = pieceBatch(count, length, config.vocabSize, 3);
  const own = tf.tidy(() => {
    const seen = tf.tensor2d(Float32Array.from(mask), shape);
    const hidden = encode(params, config, tf.tensor2d(ids, shape, 'int32'), seen);
    return poolNews(params, hidden, options.tokenPooling === 'masked' ? seen : undefined);
  });
  const exported = await run(newsEncoderGraph(weights, options), {
    input_ids: { data: ids, shape },
    attention_mask: { data: mask, shape },
  });
  return { own: own.dataSync() as Float32Array, exported };
}

const sizes = [
  [1, 5],
  [4, 12],
  [3, 40],
] as const;
for (const arch of ['bert', 'unilmv2'] as const)
  for (const tokenPooling of ['masked', 'unmasked'] as const)
    for (const [count, length] of sizes)
      it(`newsEncoderGraph() ${arch}, ${tokenPooling}, [${count}, ${length}] gives the lab's vectors`, async () => {
        const options: NewsGraphOptions = { precision: 'float32', tokenPooling };
        const { own, exported } = await bothWays(smallConfig(arch), options, count, length);
        expect(own.some((value) => Math.abs(value) > 0.05)).toBe(true);
        expect(largestDifference(exported, own)).toBeLessThanOrEqual(TOLERANCE);
      });

for (const arch of ['bert', 'unilmv2'] as const)
  it(`newsEncoderGraph() ${arch}, int8, stays near the lab's vectors and in a third of the bytes`, async () => {
    const config = smallConfig(arch);
    const options: NewsGraphOptions = { precision: 'int8', tokenPooling: 'masked' };
    const { own, exported } = await bothWays(config, options, 8, 20);
    const cosine = smallestCosine(exported, own, SMALL_SIZES.newsDim);
    expect(cosine).toBeGreaterThan(0.999);
    expect(largestDifference(exported, own)).toBeGreaterThan(0); // it is quantised indeed
    const { weights } = smallRecommender(config, 7);
    const bytes = (precision: NewsGraphOptions['precision']) =>
      newsEncoderGraph(weights, { ...options, precision }).byteLength();
    expect(bytes('int8')).toBeLessThan(0.36 * bytes('float32'));
  });

it("plmNodes() gives the oracle's last hidden state (transformers' BERT)", async () => {
  const oracle = readOracle<{
    weights: Record<string, OracleTensor>;
    input_ids: OracleTensor;
    attention_mask: OracleTensor;
    hidden_states: OracleTensor[];
  }>('bert');
  const config: PlmConfig = { ...smallConfig('bert'), vocabSize: 60, hiddenSize: 32, intermediateSize: 64 };
  const valueOf = (name: string) => oracle.weights[name.slice('plm.'.length)]!;
  const weights: WeightSource = {
    config,
    shape: (name) => valueOf(name).shape,
    read: async (name) => Float32Array.from(valueOf(name).data),
  };
  const graph = new GraphBuilder('plm');
  const ids = graph.input('input_ids', 'int64', ['batch', 'length']);
  const mask = graph.node('Cast', [graph.input('attention_mask', 'int64', ['batch', 'length'])], { to: 1 });
  const hidden = plmNodes(graphContext(graph, weights, 'float32'), ids, mask);
  graph.output('hidden', hidden, ['batch', 'length', config.hiddenSize]);
  const { shape } = oracle.input_ids;
  const states = await run(graph, {
    input_ids: { data: Int32Array.from(oracle.input_ids.data), shape },
    attention_mask: { data: Int32Array.from(oracle.attention_mask.data), shape },
  });
  const real = oracle.attention_mask.data;
  const last = oracle.hidden_states.at(-1)!.data;
  const width = config.hiddenSize;
  const seen = (values: ArrayLike<number>) =>
    Array.from(values).filter((_, i) => real[Math.floor(i / width)] === 1);
  expect(largestDifference(seen(states), seen(last))).toBeLessThanOrEqual(TOLERANCE);
});

it("userEncoderGraph() gives the lab's vectors, and zero for a user without clicks", async () => {
  const { params, weights } = smallRecommender(smallConfig('bert'), 9);
  const { newsDim } = SMALL_SIZES;
  const history = Float32Array.from({ length: 3 * 4 * newsDim }, (_, i) => Math.sin(i));
  const mask = Int32Array.from([0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
  const own = encodeUser(
    params,
    tf.tensor3d(history, [3, 4, newsDim]),
    tf.tensor2d(Float32Array.from(mask), [3, 4]),
  );
  const exported = await run(userEncoderGraph(weights), {
    history: { data: history, shape: [3, 4, newsDim] },
    history_mask: { data: mask, shape: [3, 4] },
  });
  expect(largestDifference(exported, own.dataSync())).toBeLessThanOrEqual(TOLERANCE);
  expect(exported.slice(2 * newsDim).every((value) => value === 0)).toBe(true);
});
