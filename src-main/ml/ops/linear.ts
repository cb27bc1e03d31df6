/** The affine map of PyTorch's `nn.Linear`, as one op with its own gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './kernel.ts';
import { columnSum, product } from './product.ts';

/**
 * `x @ weight^T + bias`.
 * @param x `[..., in]` float32 @param weight `[out, in]` @param bias `[out]`
 * @returns `[..., out]`
 */
export function linear<T extends tf.Tensor>(x: T, weight: tf.Tensor, bias?: tf.Tensor): T {
  const inputSize = x.shape.at(-1)!;
  const [outputSize, weightInput] = weight.shape as [number, number];
  if (inputSize !== weightInput)
    throw new RangeError(`linear(): x has ${inputSize} columns, weight [${weight.shape.join(', ')}]`);
  const outputShape = [...x.shape.slice(0, -1), outputSize];
  const inputs: Record<string, tf.Tensor> = bias ? { x, weight, bias } : { x, weight };
  return differentiable({
    inputs,
    forward: (save) => {
      const rows = tf.reshape<tf.Rank.R2>(x, [-1, inputSize]);
      save([rows, weight]);
      const options = bias ? { transposeB: true, bias } : { transposeB: true };
      return tf.reshape(product(rows, weight as tf.Tensor2D, options), outputShape) as tf.Tensor;
    },
    backward: (dy, saved) => {
      const [rows, w] = saved as [tf.Tensor2D, tf.Tensor2D];
      const dRows = () => tf.reshape<tf.Rank.R2>(dy, [-1, outputSize]);
      const gradients = {
        x: () => tf.reshape(product(dRows(), w), x.shape),
        weight: () => product(dRows(), rows, { transposeA: true }),
        bias: () => columnSum(dRows()),
      };
      return gradients as Record<string, () => tf.Tensor>;
    },
  }) as T;
}
