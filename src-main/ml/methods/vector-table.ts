/** The vectors of all news under one frozen encoder, kept outside the backend: `[news, dim]`, row-major. */
import * as tf from '@tensorflow/tfjs-core';

export interface VectorTable {
  values: Float32Array;
  dim: number;
}

/** The rows of some news as a tensor `[indices.length, dim]`; the caller disposes it. */
export function tableRows(table: VectorTable, indices: Int32Array): tf.Tensor2D {
  const { values, dim } = table;
  const out = new Float32Array(indices.length * dim);
  indices.forEach((index, row) => out.set(values.subarray(index * dim, (index + 1) * dim), row * dim));
  return tf.tensor2d(out, [indices.length, dim]);
}
