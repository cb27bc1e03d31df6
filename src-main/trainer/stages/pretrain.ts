/** The sample's base PLM: random weights, then masked language modelling on the dataset's general text. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { openDataset } from '#data/dataset/dataset.ts';
import { loadTokenizer, type Tokenizer } from '#data/tokenizer/tokenizer.ts';
import { vocabularyFingerprint } from '#data/tokenizer/vocabulary-fingerprint.ts';
import type { TokenizerFileName } from '#data/tokenizer/vocabulary.ts';
import { writePlmArtifact } from '#data/weights/plm-artifact.ts';
import { firstRegularId } from '#ml/data/masking.ts';
import type { Texts } from '#ml/data/texts.ts';
import { mlm } from '#ml/methods/mlm.ts';
import {
  countParameters,
  initialise,
  mlmHeadShapes,
  plmParameterShapes,
  startDeviation,
} from '#ml/model/params.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import { train } from '../loop/train.ts';
import type { StageContext, StageRunner } from './stage.ts';

/** Longest text any stage feeds a model. */
const MAX_POSITIONS = 512;

/** Documents as pieces, cut where they exceed `maxTokens`. */
async function readTexts(
  lines: AsyncIterable<string>,
  tokenizer: Tokenizer,
  maxTokens: number,
): Promise<Texts> {
  const pieces: number[] = [];
  const offsets = [0];
  for await (const line of lines) {
    const ids = tokenizer.encode(line);
    for (let start = 0; start < ids.length; start += maxTokens - 2) {
      for (const id of ids.subarray(start, start + maxTokens - 2)) pieces.push(id);
      offsets.push(pieces.length);
    }
  }
  return {
    pieces: Int32Array.from(pieces),
    offsets: Float64Array.from(offsets),
    special: tokenizer.ids,
    maxTokens,
  };
}

async function tokenizerFileOf(dataset: {
  file(name: 'vocab.txt' | 'tokenizer.json'): string | undefined;
  dir: string;
}) {
  const found = dataset.file('tokenizer.json') ?? dataset.file('vocab.txt');
  if (!found) throw AppError.of('bad-input', 'error.stage.noTokenizer', { dir: dataset.dir });
  return found;
}

export const runPretrain: StageRunner<'pretrain'> = async (config, context: StageContext) => {
  const dataset = await openDataset(context.input('dataset'));
  const lines = dataset.generalText();
  if (!lines) throw AppError.of('bad-input', 'error.stage.noGeneralText', { dir: dataset.dir });
  const tokenizerFile = await tokenizerFileOf(dataset);
  const tokenizer = await loadTokenizer(tokenizerFile);
  const texts = await readTexts(lines, tokenizer, config.mlm.maxTokens);
  const { arch, layers, hiddenSize, heads, intermediateSize } = config.plm;
  const plm: PlmConfig = {
    arch,
    layers,
    hiddenSize,
    heads,
    intermediateSize,
    vocabSize: tokenizer.vocabSize,
    maxPositions: MAX_POSITIONS,
    typeVocabSize: 2,
    layerNormEps: 1e-12,
    pooler: true,
    relPosBuckets: 32,
    relPosMaxDistance: 128,
  };
  const shapes = new Map([...plmParameterShapes(plm), ...mlmHeadShapes(plm)]);
  const params = new Map<string, tf.Variable>();
  for (const [name, { shape, data }] of initialise(shapes, context.seed, startDeviation(hiddenSize))) {
    const value = tf.tensor(data, shape);
    params.set(name, tf.variable(value));
    value.dispose();
  }
  // The pooler takes no part in MLM; it stays at its random start, as in the recommender.
  const trainable = new Map([...params].filter(([name]) => !name.startsWith('plm.pooler.')));
  const method = mlm({
    params,
    trainable,
    config: plm,
    texts,
    mask: tokenizer.ids.mask,
    firstRegular: firstRegularId(tokenizer.ids, plm.vocabSize),
    settings: config.mlm,
    seed: context.seed,
  });
  const result = await train(method, { ...context, title: 'Pre-train PLM', onStart: context.started });
  await writePlmArtifact(
    context.outDir,
    plm,
    [...params].map(([name, value]) => ({
      name,
      shape: value.shape,
      data: value.dataSync() as Float32Array,
    })),
    [
      {
        name: path.basename(tokenizerFile) as TokenizerFileName,
        content: await readFile(tokenizerFile, 'utf8'),
      },
    ],
  );
  for (const value of params.values()) value.dispose();
  return {
    ...result,
    parameters: countParameters(plmParameterShapes(plm)),
    config: plm,
    texts: texts.offsets.length - 1,
    vocabulary: await vocabularyFingerprint(context.outDir),
  };
};
