/**
 * Milliseconds of one fine-tuning step on the embedded backend, with the shares of forward, backward and update, for
 * the demo's main case: `node tests/bench/training-step.ts [tokens] [width] [tokensPerTitle] [backend]`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { crossEntropy } from '#ml/loss/cross-entropy.ts';
import { poolNews } from '#ml/model/news-encoder.ts';
import { initialise, recommenderParameterShapes } from '#ml/model/params.ts';
import { encodeLayers } from '#ml/model/plm.ts';
import { encodeUser, scoreCandidates } from '#ml/model/user-encoder.ts';
import { gatherRows } from '#ml/ops/gather-rows.ts';
import { Adam } from '#ml/optim/adam.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import type { BackendChoice } from '#trainer/backends/select-backend.ts';

const [tokens = 2500, width = 64, length = 12] = process.argv.slice(2, 5).map(Number);
const choice = (process.argv[5] ?? 'wasm') as BackendChoice;
const BATCH = 32;
const HISTORY = 20;
const CANDIDATES = 5;
const STEPS = 30;
const WARM_UP = 5;

const config: PlmConfig = {
  arch: 'bert',
  vocabSize: 2000,
  hiddenSize: width,
  layers: 2,
  heads: Math.max(2, width / 16),
  intermediateSize: 4 * width,
  maxPositions: 64,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  pooler: false,
  relPosBuckets: 32,
  relPosMaxDistance: 128,
};

const info = await selectBackend(choice);
const shapes = recommenderParameterShapes(config, { newsDim: width, queryDim: width });
const params = new Map<string, tf.Variable>();
for (const [name, { shape, data }] of initialise(shapes, 1))
  params.set(name, tf.variable(tf.tensor(data, shape), true, name));
const trainable = [...params.keys()].filter((name) => !/embeddings|pad_doc/.test(name));
const variables = trainable.map((name) => params.get(name)!);
const adam = new Adam([{ names: trainable, learningRate: 1e-3 }]);

const titles = Math.round(tokens / length);
const hidden = tf.randomNormal<tf.Rank.R3>([titles, length, width], 0, 1, 'float32', 1);
const mask = tf.ones<tf.Rank.R2>([titles, length]);
const slots = (count: number) =>
  tf.tensor2d(
    Int32Array.from({ length: BATCH * count }, (_, i) => (i * 7) % titles),
    [BATCH, count],
    'int32',
  );
const history = slots(HISTORY);
const candidates = slots(CANDIDATES);
const historyMask = tf.ones<tf.Rank.R2>([BATCH, HISTORY]);
const labels = tf.zeros<tf.Rank.R1>([BATCH], 'int32');

let forwardMs = 0;
let gradientMs = 0;
let updateMs = 0;

function loss(): tf.Scalar {
  const start = performance.now();
  const top = encodeLayers(params, config, hidden, mask, { from: 0, to: config.layers });
  const news = poolNews(params, top, mask);
  const user = encodeUser(params, gatherRows(news, history) as tf.Tensor3D, historyMask);
  const scores = scoreCandidates(user, gatherRows(news, candidates) as tf.Tensor3D);
  const value = tf.mean(crossEntropy(scores, labels)) as tf.Scalar;
  value.dataSync();
  forwardMs += performance.now() - start;
  return value;
}

for (let step = 0; step < STEPS + WARM_UP; step++) {
  if (step === WARM_UP) forwardMs = gradientMs = updateMs = 0;
  const start = performance.now();
  const { value, grads } = tf.variableGrads(loss, variables);
  grads[variables[0]!.name]!.dataSync();
  const middle = performance.now();
  adam.step(params, grads);
  gradientMs += middle - start;
  updateMs += performance.now() - middle;
  tf.dispose([value, ...Object.values(grads)]);
}

const perStep = (ms: number) => (ms / STEPS).toFixed(1);
console.log(
  `${info.name}: ${titles} titles x ${length} tokens, width ${width}: ${perStep(gradientMs + updateMs)} ms a step ` +
    `(forward ${perStep(forwardMs)}, backward ${perStep(gradientMs - forwardMs)}, update ${perStep(updateMs)})`,
);
