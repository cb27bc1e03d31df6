/**
 * Registers the compiled kernels with tfjs's wasm backend under the names that the ops of ml/ look for. Shapes are
 * the ops' business; here they become byte offsets.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KERNEL_PREFIX } from '#ml/ops/kernel.ts';
import { allocate, memoryOf, offsetOf, withScratch } from './heap.ts';
import type { WasmBackend } from './heap.ts';
import { KERNEL_BYTES_BASE64 } from './kernel-bytes.ts';

type KernelFunction = (...args: number[]) => number;
type Attributes = Record<string, number | boolean>;

/** What one kernel call works with. */
interface Call {
  inputs: Record<string, tf.TensorInfo>;
  attrs: Attributes;
  run: Record<string, KernelFunction>;
  /** Offset of an input, 0 where it is not given. */
  at: (name: string) => number;
  /** A new tensor with its offset. */
  make: (shape: number[]) => { info: tf.TensorInfo; offset: number };
  scratch: (bytes: number, work: (offset: number) => void) => void;
  /** The same values under another handle. */
  share: (info: tf.TensorInfo) => tf.TensorInfo;
}
type Kernel = (call: Call) => tf.TensorInfo | tf.TensorInfo[];

const sizeOf = (info: tf.TensorInfo) => tf.util.sizeFromShape(info.shape);

/** Rows and width of a tensor seen as a matrix over its last axis. */
function asMatrix(info: tf.TensorInfo): [number, number] {
  const width = info.shape.at(-1)!;
  return [sizeOf(info) / width, width];
}

/** The product of two matrices at given offsets into a new or existing tensor. */
function multiplyMatrices(
  { run, scratch }: Call,
  [m, n, k]: [number, number, number],
  a: number,
  transposeA: boolean,
  b: number,
  transposeB: boolean,
  bias: number,
  c: number,
): void {
  scratch(run['gemmScratch']!(n), (space) => {
    run['gemm']!(m, n, k, a, Number(transposeA), b, Number(transposeB), bias, c, space);
  });
}

function sizesOf(call: Call): { m: number; n: number; k: number; transposeA: boolean; transposeB: boolean } {
  const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
  const a = call.inputs['a']!.shape.slice(-2) as [number, number];
  const b = call.inputs['b']!.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [a[1], a[0]] : a;
  const [inner, n] = transposeB ? [b[1], b[0]] : b;
  if (k !== inner) throw new RangeError(`Matrix product of [${a.join(', ')}] and [${b.join(', ')}]`);
  return { m, n, k, transposeA, transposeB };
}

const gemm: Kernel = (call) => {
  const { m, n, k, transposeA, transposeB } = sizesOf(call);
  const c = call.make([m, n]);
  const { at } = call;
  multiplyMatrices(call, [m, n, k], at('a'), transposeA, at('b'), transposeB, at('bias'), c.offset);
  return c.info;
};

/** tfjs's own product, replaced: its operator cache keeps about 2 MB per new weight tensor for ever. */
const batchMatMul: Kernel = (call) => {
  const { m, n, k, transposeA, transposeB } = sizesOf(call);
  const outerA = call.inputs['a']!.shape.slice(0, -2);
  const outerB = call.inputs['b']!.shape.slice(0, -2);
  const batchA = tf.util.sizeFromShape(outerA);
  const batchB = tf.util.sizeFromShape(outerB);
  if (batchA !== batchB && batchA !== 1 && batchB !== 1)
    throw new RangeError(`Matrix product of batches [${outerA.join(', ')}] and [${outerB.join(', ')}]`);
  const batch = Math.max(batchA, batchB);
  const c = call.make([...(batchA >= batchB ? outerA : outerB), m, n]);
  for (let i = 0; i < batch; i++) {
    const a = call.at('a') + (batchA === 1 ? 0 : i * m * k * 4);
    const b = call.at('b') + (batchB === 1 ? 0 : i * k * n * 4);
    multiplyMatrices(call, [m, n, k], a, transposeA, b, transposeB, 0, c.offset + i * m * n * 4);
  }
  return c.info;
};

/** tfjs's own copies the values; sharing them is safe, since tensors are never changed in place. */
const identity: Kernel = ({ inputs, share }) => share(inputs['x']!);

const gelu: Kernel = ({ inputs, at, make, run }) => {
  const { shape } = inputs['x']!;
  const [y, slope] = [make(shape), make(shape)];
  run['gelu']!(sizeOf(inputs['x']!), at('x'), y.offset, slope.offset);
  return [y.info, slope.info];
};

const tanh: Kernel = ({ inputs, at, make, run }) => {
  const y = make(inputs['x']!.shape);
  run['tanh']!(sizeOf(inputs['x']!), at('x'), y.offset);
  return y.info;
};

const tanhGrad: Kernel = ({ inputs, at, make, run }) => {
  const dx = make(inputs['y']!.shape);
  run['tanhGrad']!(sizeOf(inputs['y']!), at('y'), at('dy'), dx.offset);
  return dx.info;
};

const layerNorm: Kernel = ({ inputs, attrs, at, make, run }) => {
  const { shape } = inputs['x']!;
  const [rows, width] = asMatrix(inputs['x']!);
  const [y, xhat, rstd] = [make(shape), make(shape), make([...shape.slice(0, -1), 1])];
  const parameters = [at('x'), at('residual'), at('weight'), at('bias'), attrs['epsilon'] as number];
  run['layerNorm']!(rows, width, ...parameters, y.offset, xhat.offset, rstd.offset);
  return [y.info, xhat.info, rstd.info];
};

const layerNormGrad: Kernel = ({ inputs, at, make, run }) => {
  const [rows, width] = asMatrix(inputs['dy']!);
  const [dx, dWeight, dBias] = [make(inputs['dy']!.shape), make([width]), make([width])];
  const given = [at('dy'), at('xhat'), at('rstd'), at('weight')];
  run['layerNormGrad']!(rows, width, ...given, dx.offset, dWeight.offset, dBias.offset);
  return [dx.info, dWeight.info, dBias.info];
};

const columnSum: Kernel = ({ inputs, at, make, run }) => {
  const [rows, width] = asMatrix(inputs['x']!);
  const out = make([width]);
  run['columnSum']!(rows, width, at('x'), out.offset);
  return out.info;
};

const gatherRows: Kernel = ({ inputs, at, make, run }) => {
  const width = inputs['table']!.shape[1]!;
  const count = sizeOf(inputs['indices']!);
  const out = make([count, width]);
  run['gatherRows']!(count, width, at('table'), at('indices'), out.offset);
  return out.info;
};

const scatterRows: Kernel = ({ inputs, attrs, at, make, run }) => {
  const [count, width] = asMatrix(inputs['rows']!);
  const size = attrs['count'] as number;
  const out = make([size, width]);
  run['scatterRows']!(count, width, at('rows'), at('indices'), size, out.offset);
  return out.info;
};

const poolRows: Kernel = ({ inputs, at, make, run }) => {
  const [rows, length, width] = inputs['x']!.shape as [number, number, number];
  const [out, weights] = [make([rows, width]), make([rows, length])];
  run['poolRows']!(rows, length, width, at('x'), at('logits'), at('mask'), out.offset, weights.offset);
  return [out.info, weights.info];
};

const poolRowsGrad: Kernel = ({ inputs, at, make, run }) => {
  const [rows, length, width] = inputs['x']!.shape as [number, number, number];
  const [dx, dLogits] = [make([rows, length, width]), make([rows, length])];
  const given = [at('dy'), at('x'), at('weights'), at('pooled')];
  run['poolRowsGrad']!(rows, length, width, ...given, dx.offset, dLogits.offset);
  return [dx.info, dLogits.info];
};

/** Batch, length, heads, width of a head, scale of the scores. */
function attentionSizes({ inputs, attrs }: Call): [number, number, number, number, number] {
  const [batch, length, width] = inputs['query']!.shape as [number, number, number];
  const heads = attrs['heads'] as number;
  return [batch, length, heads, width / heads, 1 / Math.sqrt(width / heads)];
}

const attention: Kernel = (call) => {
  const { inputs, at, make, run } = call;
  const sizes = attentionSizes(call);
  const [batch, length, heads] = sizes;
  const context = make(inputs['query']!.shape);
  const probabilities = make([batch, heads, length, length]);
  const given = ['query', 'key', 'value', 'mask', 'bias', 'dropout'].map(at);
  run['attention']!(...sizes, ...given, context.offset, probabilities.offset);
  return [context.info, probabilities.info];
};

const attentionGrad: Kernel = (call) => {
  const { inputs, attrs, at, make, run, scratch } = call;
  const sizes = attentionSizes(call);
  const [, length, heads] = sizes;
  const outputs = [0, 1, 2].map(() => make(inputs['query']!.shape));
  if (attrs['withBias']) outputs.push(make([heads, length, length]));
  const given = ['dy', 'query', 'key', 'value', 'probabilities', 'dropout'].map(at);
  const [dq, dk, dv, dBias] = outputs.map((output) => output.offset);
  scratch(length * 4, (space) => {
    run['attentionGrad']!(...sizes, ...given, dq!, dk!, dv!, dBias ?? 0, space);
  });
  return outputs.map((output) => output.info);
};

const attentionScores: Kernel = (call) => {
  const sizes = attentionSizes(call);
  const [batch, length, heads] = sizes;
  const scores = call.make([batch, heads, length, length]);
  call.run['attentionScores']!(...sizes, ...['query', 'key', 'bias'].map(call.at), scores.offset);
  return scores.info;
};

const attentionScoresGrad: Kernel = (call) => {
  const { inputs, at, make, run } = call;
  const outputs = [make(inputs['query']!.shape), make(inputs['query']!.shape)];
  const given = ['dy', 'query', 'key'].map(at);
  run['attentionScoresGrad']!(...attentionSizes(call), ...given, ...outputs.map(({ offset }) => offset));
  return outputs.map((output) => output.info);
};

const adam: Kernel = ({ inputs, attrs, at, make, run }) => {
  const { shape } = inputs['value']!;
  const outputs = [make(shape), make(shape), make(shape)];
  if (inputs['vhat']) outputs.push(make(shape));
  const given = ['value', 'gradient', 'm', 'v', 'vhat'].map(at);
  const factors = ['beta1', 'beta2', 'epsilon', 'stepSize', 'root'].map((name) => attrs[name] as number);
  const [p, m, v, vhat] = outputs.map((output) => output.offset);
  run['adam']!(sizeOf(inputs['value']!), ...given, ...factors, p!, m!, v!, vhat ?? 0);
  return outputs.map((output) => output.info);
};

const OWN: Record<string, Kernel> = {
  Gemm: gemm,
  Gelu: gelu,
  Tanh: tanh,
  TanhGrad: tanhGrad,
  LayerNorm: layerNorm,
  LayerNormGrad: layerNormGrad,
  ColumnSum: columnSum,
  GatherRows: gatherRows,
  ScatterRows: scatterRows,
  PoolRows: poolRows,
  PoolRowsGrad: poolRowsGrad,
  Attention: attention,
  AttentionGrad: attentionGrad,
  AttentionScores: attentionScores,
  AttentionScoresGrad: attentionScoresGrad,
  Adam: adam,
};

/** Makes a kernel known to tfjs. */
function register(kernelName: string, kernel: Kernel, run: Record<string, KernelFunction>): void {
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as WasmBackend;
      const named = inputs as Record<string, tf.TensorInfo>;
      return kernel({
        inputs: named,
        attrs: (attrs ?? {}) as Attributes,
        run,
        at: (name) => offsetOf(wasm, named[name]),
        make: (shape) => {
          const info = allocate(wasm, shape);
          return { info, offset: offsetOf(wasm, info) };
        },
        scratch: (bytes, work) => withScratch(wasm, bytes, work),
        share: (info) => {
          wasm.incRef(info.dataId);
          return { dataId: info.dataId, shape: info.shape, dtype: info.dtype };
        },
      });
    },
  });
}

let registered = false;

/** Compiles the module against the memory of the active wasm backend and registers it; once per process. */
export async function registerWasmKernels(): Promise<void> {
  if (registered) return;
  const memory = memoryOf(tf.backend() as unknown as WasmBackend);
  const bytes = Buffer.from(KERNEL_BYTES_BASE64, 'base64');
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const run = instance.exports as Record<string, KernelFunction>;
  for (const [name, kernel] of Object.entries(OWN)) register(KERNEL_PREFIX + name, kernel, run);
  for (const name of [tf.BatchMatMul, tf._FusedMatMul, tf.Identity]) tf.unregisterKernel(name, 'wasm');
  register(tf.BatchMatMul, batchMatMul, run);
  register(tf.Identity, identity, run);
  registered = true;
}
