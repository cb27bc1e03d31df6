/**
 * The export folder of a recommender: both encoders as ONNX, its tokeniser, and `config.json`, which says how to feed them
 * and where they come from. It appears whole or not at all, and replaces nothing.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/errors.ts';
import { newsEncoderGraph, userEncoderGraph } from './encoder-graphs.ts';
import { OPSET } from './onnx-messages.ts';
import {
  openRecommender,
  shapeOf,
  type RecommenderFiles,
  type RecommenderWeights,
} from './recommender-weights.ts';

export const NEWS_ENCODER_FILE = 'news-encoder.onnx';
export const QUANTISED_NEWS_ENCODER_FILE = 'news-encoder.int8.onnx';
export const USER_ENCODER_FILE = 'user-encoder.onnx';

/** What a user of the encoders must know beside the weights. */
export interface RecommenderInput {
  tokenPooling: 'masked' | 'unmasked';
  /** Longest title, [CLS] and [SEP] included. */
  maxTitleTokens: number;
  /** Most recent clicks that make a user. */
  maxHistory: number;
}

export interface OnnxExportRequest extends RecommenderInput {
  files: RecommenderFiles;
  /** Made; must not exist, or be empty. */
  outDir: string;
  /** Also writes the news encoder in 8-bit integers. */
  quantised: boolean;
  /** Where the model comes from: goes into config.json and, as text, into the ONNX files. */
  source: Readonly<Record<string, string | number | null>>;
}

/** File -> bytes. */
export type ExportedFiles = Record<string, number>;

/**
 * @throws AppError `conflict` where `outDir` holds something, `bad-input` or `not-found` where a weight file does not fit
 */
export async function exportRecommender(request: OnnxExportRequest): Promise<ExportedFiles> {
  const outDir = path.resolve(request.outDir);
  await refuseFilled(outDir);
  const weights = await openRecommender(request.files);
  const draft = `${outDir}.${process.pid}.part`;
  try {
    await mkdir(draft, { recursive: true });
    const files = await writeFiles(weights, request, draft);
    await rmdir(outDir).catch(() => undefined); // empty, or not there
    await rename(draft, outDir);
    return files;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await weights.close();
  }
}

async function refuseFilled(outDir: string): Promise<void> {
  const there = await readdir(outDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw AppError.of('conflict', 'error.onnx.noFolder', { folder: outDir }, { folder: outDir }, error);
  });
  if (there.length > 0)
    throw AppError.of('conflict', 'error.onnx.filled', { folder: outDir }, { folder: outDir });
}

async function writeFiles(
  weights: RecommenderWeights,
  request: OnnxExportRequest,
  folder: string,
): Promise<ExportedFiles> {
  const { tokenPooling, quantised, source } = request;
  const about = Object.fromEntries(Object.entries(source).map(([key, value]) => [key, String(value)]));
  const news = newsEncoderGraph(weights, { precision: 'float32', tokenPooling });
  const files: ExportedFiles = {
    [NEWS_ENCODER_FILE]: await news.write(path.join(folder, NEWS_ENCODER_FILE), about),
  };
  if (quantised)
    files[QUANTISED_NEWS_ENCODER_FILE] = await newsEncoderGraph(weights, {
      precision: 'int8',
      tokenPooling,
    }).write(path.join(folder, QUANTISED_NEWS_ENCODER_FILE), about);
  files[USER_ENCODER_FILE] = await userEncoderGraph(weights).write(
    path.join(folder, USER_ENCODER_FILE),
    about,
  );
  const tokenizer = path.basename(weights.tokenizerPath);
  await copyFile(weights.tokenizerPath, path.join(folder, tokenizer), constants.COPYFILE_EXCL);
  const config = configOf(weights, request, tokenizer);
  await writeFile(path.join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`, { flush: true });
  return files;
}

function configOf(weights: RecommenderWeights, request: OnnxExportRequest, tokenizer: string): object {
  const { arch, layers, hiddenSize, heads, vocabSize, maxPositions } = weights.config;
  const { tokenPooling, maxTitleTokens, maxHistory, quantised, source } = request;
  return {
    format: 1,
    opset: OPSET,
    architecture: arch,
    layers,
    hiddenSize,
    heads,
    vocabSize,
    maxPositions,
    newsDim: shapeOf(weights, 'news.dense.weight', 2)[0],
    maxTitleTokens,
    maxHistory,
    tokenPooling,
    // Unmasked pooling counts padding, so that a text's vector depends on the length it is padded to.
    padTitlesTo: tokenPooling === 'unmasked' ? maxTitleTokens : null,
    tokenizer,
    newsEncoder: {
      file: NEWS_ENCODER_FILE,
      quantisedFile: quantised ? QUANTISED_NEWS_ENCODER_FILE : null,
      inputs: { input_ids: ['batch', 'length', 'int64'], attention_mask: ['batch', 'length', 'int64'] },
      output: 'news_vector',
      text: '[CLS] pieces of the title [SEP], then padding, which attention_mask marks with 0',
    },
    userEncoder: {
      file: USER_ENCODER_FILE,
      inputs: {
        history: ['batch', 'clicks', 'newsDim', 'float32'],
        history_mask: ['batch', 'clicks', 'int64'],
      },
      output: 'user_vector',
      text: 'news vectors of the most recent clicks; the score of a candidate is its dot product with the user vector',
    },
    source,
  };
}
