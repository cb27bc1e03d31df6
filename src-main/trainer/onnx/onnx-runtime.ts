/**
 * onnxruntime on the processor, through the optional package onnxruntime-node: loads an exported encoder and runs it. The
 * package is declared by the part used here, so that the program type-checks and starts without it.
 */
import { createRequire } from 'node:module';
import { AppError } from '#shared/errors.ts';

interface OrtTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}
interface OrtSession {
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Record<string, OrtTensor>>;
  release(): Promise<void>;
}
interface SessionOptions {
  executionProviders: string[];
  graphOptimizationLevel: 'all';
  intraOpNumThreads?: number;
  logSeverityLevel: number;
}
interface Ort {
  Tensor: new (
    type: 'int64' | 'float32',
    data: BigInt64Array | Float32Array,
    dims: readonly number[],
  ) => OrtTensor;
  InferenceSession: { create(path: string, options: SessionOptions): Promise<OrtSession> };
}

/** Held in a variable so that bundlers leave the package alone. */
const PACKAGE = 'onnxruntime-node';
/** Errors only: its hints about the machine's devices are no news to the user. */
const ERRORS_ONLY = 3;

/** A tensor to feed: integers for ids and masks, float32 for vectors. */
export interface Feed {
  data: Int32Array | Float32Array;
  shape: readonly number[];
}

export interface OnnxSession {
  /** @returns the values of the graph's only output */
  run(feeds: Readonly<Record<string, Feed>>): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface OnnxRuntime {
  /** Version of the package. */
  readonly version: string;
  /** @param threads default: as many as there are cores */
  open(file: string, threads?: number): Promise<OnnxSession>;
}

/**
 * @param name of the package; tests name one that is missing
 * @throws AppError `unavailable` where the package is missing or does not load
 */
export function loadOnnxRuntime(name = PACKAGE): OnnxRuntime {
  const require = createRequire(import.meta.url);
  let ort: Ort;
  try {
    ort = require(name) as Ort;
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw AppError.of(
      'unavailable',
      'error.stage.onnx',
      { name, reason: String(reason) },
      { package: name },
      error,
    );
  }
  const { version } = require(`${name}/package.json`) as { version: string };
  return { version, open: (file, threads) => openSession(ort, file, threads) };
}

async function openSession(ort: Ort, file: string, threads: number | undefined): Promise<OnnxSession> {
  const session = await ort.InferenceSession.create(file, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: ERRORS_ONLY,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  });
  return {
    run: async (feeds) => {
      const tensors: Record<string, OrtTensor> = {};
      for (const [name, { data, shape }] of Object.entries(feeds))
        tensors[name] =
          data instanceof Float32Array
            ? new ort.Tensor('float32', data, shape)
            : new ort.Tensor('int64', BigInt64Array.from(data, BigInt), shape);
      const [output] = Object.values(await session.run(tensors));
      return (output as OrtTensor).data;
    },
    close: () => session.release(),
  };
}
