/**
 * Speed, size and memory of a row's trained model (of an ensemble: of its models together), on the backend in use and as
 * ONNX. It runs alone on the machine, in a fresh process: the queue sees to that.
 */
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDataset } from '#data/dataset/dataset.ts';
import { readTokens } from '#data/dataset/tokens.ts';
import { readTyped } from '#data/dataset/typed-file.ts';
import type { Texts } from '#ml/data/texts.ts';
import { TextEncoder } from '#ml/model/text-encoder.ts';
import type { ModelSettings } from '#shared/config/settings.ts';
import { AppError } from '#shared/errors.ts';
import type { EfficiencySummary } from '#shared/trainer-protocol/messages.ts';
import { encodingSpeeds, spreadNews } from '../efficiency/encoding-speed.ts';
import { measureOnnx, type OnnxMeasureRequest } from '../efficiency/onnx-measure.ts';
import { peakMemoryBytes } from '../efficiency/peak-memory.ts';
import { rankingTime } from '../efficiency/ranking-time.ts';
import { loadModel, recommenderSize, type Model } from '../model/model-files.ts';
import type { Recommender } from '../model/rank.ts';
import { titlesOf } from '../model/texts.ts';
import { loadOnnxRuntime, type OnnxRuntime } from '../onnx/onnx-runtime.ts';
import type { StageContext, StageRunner } from './stage.ts';

/** News whose vectors are compared with the export's. */
const COMPARED_NEWS = 64;

export const runEfficiency: StageRunner<'efficiency'> = async (config, context) => {
  context.started();
  const { efficiency: settings, model: modelSettings } = config;
  const threads = Number(process.env['TNRLAB_THREADS'] ?? 1);
  const between = () => context.stop.check();
  const files = config.models.map(({ layers, modelFile }, i) => ({
    plmDir: context.input(`plm-${i + 1}`),
    layers,
    file: path.join(context.input(`model-${i + 1}`), modelFile),
  }));
  const tokens = await readTokens(context.input('tokens'));
  const texts = titlesOf(tokens, config.input.maxTitleTokens);
  const news = spreadNews(tokens.newsCount, settings.news);
  const dataset = await openDataset(context.input('dataset'));
  const split = await dataset.split(config.split);
  if (!split)
    throw AppError.of('bad-input', 'error.stage.noSplitToRank', { dir: dataset.dir, split: config.split });

  const phase = phases(context, settings.onnx ? 4 : 2);
  const loadStartedAt = performance.now();
  const models: Model[] = [];
  for (const source of files)
    models.push(await loadModel({ ...source, model: modelSettings, seed: context.seed }));
  const loadSeconds = (performance.now() - loadStartedAt) / 1000;
  const encoders = models.map((model) => encoderOf(model, modelSettings, texts));
  const encode = (indices: Int32Array) => encoders.map((encoder) => vectorsOf(encoder, indices));

  phase('Encode news');
  const speeds = await encodingSpeeds((indices) => void encode(indices), news, settings, between);
  phase('Rank users');
  const recommenders: Recommender[] = [];
  for (const [i, { params }] of models.entries()) {
    const values = await readTyped(path.join(context.input(`news-${i + 1}`), 'titles.f32'), 'f32');
    recommenders.push({ params, news: { values, dim: modelSettings.newsDim } });
  }
  const { maxHistory } = config.input;
  const ranking = await rankingTime(recommenders, split, maxHistory, settings.users, between);
  const peakMemory = peakMemoryBytes();
  const compared = news.subarray(0, COMPARED_NEWS);
  const vectors = encode(compared);
  const parameters = models.reduce((sum, model) => sum + recommenderSize(model.config, modelSettings), 0);
  for (const model of models) model.dispose();

  const runtime = settings.onnx ? onnxRuntimeOrNote(context) : null;
  const request = {
    threads,
    models: files,
    model: modelSettings,
    texts,
    news,
    settings,
    compared: { news: compared, vectors },
    scratchDir: context.checkpointDir,
    between,
  };
  const summary: EfficiencySummary = {
    parameters,
    float32Bytes: 4 * parameters,
    artifactBytes: await bytesOf(files.map(({ file }) => file)),
    loadSeconds,
    speeds,
    ranking,
    peakMemoryBytes: peakMemory,
    threads,
    onnx: runtime && (await measureBoth({ ...request, runtime }, phase)),
  };
  await writeFile(path.join(context.outDir, 'efficiency.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return { ...summary };
};

async function measureBoth(
  request: OnnxMeasureRequest,
  phase: (name: string) => void,
): Promise<EfficiencySummary['onnx']> {
  phase('Encode news, ONNX float32');
  const float32 = await measureOnnx(request, 'float32');
  phase('Encode news, ONNX int8');
  return { version: request.runtime.version, float32, int8: await measureOnnx(request, 'int8') };
}

/** Says which of the measurements is under way. */
function phases(context: StageContext, total: number): (name: string) => void {
  let done = 0;
  return (name) => context.reporter.progress(name, done++, total, 'measurements');
}

function onnxRuntimeOrNote(context: StageContext): OnnxRuntime | null {
  try {
    return loadOnnxRuntime();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.reporter.log(`${error.message} The columns of ONNX stay empty.`, 'warn');
    return null;
  }
}

const encoderOf = (model: Model, { tokenPooling }: ModelSettings, texts: Texts): TextEncoder =>
  new TextEncoder({
    params: model.params,
    config: model.config,
    texts,
    frozenLayers: 0,
    frozenEmbeddings: true,
    pooling: tokenPooling,
    dropout: { rate: 0, seed: 0 },
    cacheBytes: 0,
  });

/** Read back, since a backend may compute only when it is asked for numbers. */
function vectorsOf(encoder: TextEncoder, indices: Int32Array): Float32Array {
  const encoded = encoder.encode(indices);
  const values = encoded.dataSync() as Float32Array;
  encoded.dispose();
  return values;
}

async function bytesOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += (await stat(file)).size;
  return bytes;
}
