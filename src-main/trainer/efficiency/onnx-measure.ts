/** Speed, size and closeness of the ONNX export of a row's news encoders, on onnxruntime on the processor. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { newsEncoderGraph, userEncoderGraph } from '#data/onnx/encoder-graphs.ts';
import type { Precision } from '#data/onnx/linear-nodes.ts';
import { openRecommender, type RecommenderFiles } from '#data/onnx/recommender-weights.ts';
import { padTexts, type Texts } from '#ml/data/texts.ts';
import type { EfficiencySettings, ModelSettings } from '#shared/config/settings.ts';
import type { OnnxMeasure } from '#shared/trainer-protocol/messages.ts';
import type { OnnxRuntime, OnnxSession } from '../onnx/onnx-runtime.ts';
import { encodingSpeeds } from './encoding-speed.ts';

export interface OnnxMeasureRequest {
  runtime: OnnxRuntime;
  threads: number;
  /** One, or those of an ensemble. */
  models: readonly RecommenderFiles[];
  model: ModelSettings;
  texts: Texts;
  news: Int32Array;
  settings: EfficiencySettings;
  /** News to compare, and the backend's vectors of them by model, `[news, newsDim]`. */
  compared: { news: Int32Array; vectors: readonly Float32Array[] };
  /** Where the files may lie while they are measured. */
  scratchDir: string;
  between: () => Promise<void>;
}

export async function measureOnnx(request: OnnxMeasureRequest, precision: Precision): Promise<OnnxMeasure> {
  const { runtime, threads, models, model, texts, news, settings, compared, scratchDir, between } = request;
  const folder = await mkdtemp(path.join(scratchDir, 'onnx-'));
  const sessions: OnnxSession[] = [];
  try {
    let bytes = 0;
    for (const [i, files] of models.entries()) {
      const file = path.join(folder, `${i}.onnx`);
      bytes += await writeEncoders(files, file, precision, model.tokenPooling);
      sessions.push(await runtime.open(file, threads));
    }
    const run = (session: OnnxSession, indices: Int32Array) => {
      const batch = padTexts(texts, indices, model.tokenPooling === 'unmasked' ? texts.maxTokens : 0);
      const shape = [batch.count, batch.length];
      return session.run({
        input_ids: { data: batch.ids, shape },
        attention_mask: { data: Int32Array.from(batch.mask), shape },
      });
    };
    const encode = async (indices: Int32Array): Promise<void> => {
      for (const session of sessions) await run(session, indices);
    };
    const speeds = await encodingSpeeds(encode, news, settings, between);
    const closeness = new Closeness(model.newsDim);
    for (const [i, session] of sessions.entries())
      closeness.add(compared.vectors[i]!, await run(session, compared.news));
    return { bytes, speeds, ...closeness.result() };
  } finally {
    for (const session of sessions) await session.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the news encoder; the user encoder only counts. @returns bytes of both */
async function writeEncoders(
  files: RecommenderFiles,
  file: string,
  precision: Precision,
  tokenPooling: ModelSettings['tokenPooling'],
): Promise<number> {
  const weights = await openRecommender(files);
  try {
    const written = await newsEncoderGraph(weights, { precision, tokenPooling }).write(file);
    return written + userEncoderGraph(weights).byteLength();
  } finally {
    await weights.close();
  }
}

/** How near vectors are to those of another computation, row by row. */
class Closeness {
  private readonly dim: number;
  private readonly cosines: number[] = [];
  private largestDifference = 0;

  constructor(dim: number) {
    this.dim = dim;
  }

  add(own: Float32Array, other: Float32Array): void {
    for (let start = 0; start < own.length; start += this.dim) {
      let [both, ownSquares, otherSquares] = [0, 0, 0];
      for (let i = start; i < start + this.dim; i++) {
        both += own[i] * other[i];
        ownSquares += own[i] ** 2;
        otherSquares += other[i] ** 2;
        this.largestDifference = Math.max(this.largestDifference, Math.abs(own[i] - other[i]));
      }
      this.cosines.push(both / Math.sqrt(ownSquares * otherSquares));
    }
  }

  result(): Pick<OnnxMeasure, 'meanCosine' | 'smallestCosine' | 'largestDifference'> {
    return {
      meanCosine: this.cosines.reduce((sum, cosine) => sum + cosine, 0) / this.cosines.length,
      smallestCosine: Math.min(...this.cosines),
      largestDifference: this.largestDifference,
    };
  }
}
