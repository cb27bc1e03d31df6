/**
 * The matrix product every other op uses. It keeps wasm away from tfjs's own products: the transposed one runs at a
 * tenth of the speed, and the plain one leaks its packed weights whenever a weight tensor is new (every step).
 */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from './kernel.ts';

export interface ProductOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  /** Added to every row, `[n]`. */
  bias?: tf.Tensor;
}

/** `op(a) @ op(b) + bias` for matrices, `[m, k] x [k, n] -> [m, n]`, float32. Not differentiable by itself. */
export function product(a: tf.Tensor2D, b: tf.Tensor2D, options: ProductOptions = {}): tf.Tensor2D {
  const { transposeA = false, transposeB = false, bias } = options;
  if (hasKernel('Gemm')) {
    const inputs: Record<string, tf.Tensor> = bias ? { a, b, bias } : { a, b };
    return runKernel('Gemm', inputs, { transposeA, transposeB })[0] as tf.Tensor2D;
  }
  const c: tf.Tensor2D = tf.matMul(a, b, transposeA, transposeB);
  return bias ? tf.add<tf.Tensor2D>(c, bias) : c;
}

/** Sum over the rows of a matrix, `[m, n] -> [n]`: the gradient of a bias. */
export function columnSum(x: tf.Tensor2D): tf.Tensor1D {
  return hasKernel('ColumnSum') ? (runKernel('ColumnSum', { x })[0] as tf.Tensor1D) : tf.sum(x, 0);
}
