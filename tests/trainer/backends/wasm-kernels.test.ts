import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { linear } from '#ml/ops/linear.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';
import { compileKernels } from '#trainer/backends/wasm-kernels/build.ts';
import { allocate, memoryOf } from '#trainer/backends/wasm-kernels/heap.ts';
import type { WasmBackend } from '#trainer/backends/wasm-kernels/heap.ts';
import { KERNEL_BYTES_BASE64 } from '#trainer/backends/wasm-kernels/kernel-bytes.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const backend = () => tf.backend() as unknown as WasmBackend;

it('kernel-bytes.ts holds what build.ts compiles from the sources', async () => {
  expect(Buffer.from(await compileKernels()).toString('base64')).toBe(KERNEL_BYTES_BASE64);
});

it('registerWasmKernels() keeps memory from growing over steps with new weights', () => {
  const step = () =>
    tf.tidy(() => {
      const weight = tf.randomNormal([256, 64]);
      tf.grad((w: tf.Tensor) => tf.sum(linear(tf.ones([2000, 64]), w)))(weight);
    });
  for (let i = 0; i < 5; i++) step();
  const before = memoryOf(backend()).buffer.byteLength;
  for (let i = 0; i < 100; i++) step();
  expect(memoryOf(backend()).buffer.byteLength).toBe(before);
});

it('a clone shares its values and outlives the original', () => {
  const x = tf.tensor1d([1, 2, 3]);
  const copy = x.clone();
  x.dispose();
  tf.tensor1d([9, 9, 9]).dispose();
  expect([...copy.dataSync()]).toEqual([1, 2, 3]);
  copy.dispose();
});

it('allocate() says so where memory is used up, instead of writing elsewhere', () => {
  for (const megabytes of [4095, 4096, 9000])
    expect(() => allocate(backend(), [megabytes * 2 ** 18])).toThrow(AppError);
});
