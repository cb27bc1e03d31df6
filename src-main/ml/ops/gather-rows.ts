/** Rows of a table by index, with a gradient that adds up repeated rows (wasm lacks UnsortedSegmentSum). */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

function addRows(rows: tf.Tensor2D, indices: tf.Tensor1D, count: number): tf.Tensor {
  if (hasKernel('ScatterRows')) return runKernel('ScatterRows', { rows, indices }, { count })[0]!;
  return tf.unsortedSegmentSum(rows, indices, count);
}

/**
 * `table[indices]`.
 * @param table `[rows, ...item]` float32 @param indices int32, any shape, each in [0, rows)
 * @returns `[...indices.shape, ...item]`
 */
export function gatherRows(table: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const item = table.shape.slice(1);
  const size = item.reduce((a, b) => a * b, 1);
  const count = table.shape[0]!;
  return differentiable({
    inputs: { table },
    forward: (save) => {
      const flat = tf.reshape(indices, [indices.size]);
      save([flat]);
      const matrix = tf.reshape(table, [count, size]);
      const rows = hasKernel('GatherRows')
        ? runKernel('GatherRows', { table: matrix, indices: flat })[0]!
        : tf.gather(matrix, flat as tf.Tensor1D);
      return tf.reshape(rows, [...indices.shape, ...item]);
    },
    backward: (dy, [flat]) => ({
      table: () =>
        tf.reshape(addRows(tf.reshape(dy, [flat!.size, size]), flat as tf.Tensor1D, count), table.shape),
    }),
  });
}
