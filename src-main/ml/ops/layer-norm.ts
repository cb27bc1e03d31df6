/** Layer normalisation over the last axis with the residual sum that precedes it in a post-norm transformer. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

interface Normalised {
  y: tf.Tensor;
  /** `(z - mean) / std`, the shape of y. */
  xhat: tf.Tensor;
  /** `1 / std` per row, `[rows, 1]`. */
  rstd: tf.Tensor;
}

function normalise(z: tf.Tensor[], weight: tf.Tensor, bias: tf.Tensor, epsilon: number): Normalised {
  if (hasKernel('LayerNorm')) {
    const inputs: Record<string, tf.Tensor> = { x: z[0]!, weight, bias };
    if (z[1]) inputs['residual'] = z[1];
    const [y, xhat, rstd] = runKernel('LayerNorm', inputs, { epsilon }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { y, xhat, rstd };
  }
  const sum = z[1] ? tf.add(z[0]!, z[1]) : z[0]!;
  const centred = tf.sub(sum, tf.mean(sum, -1, true));
  const rstd = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  const xhat = tf.mul(centred, rstd);
  return { y: tf.add(tf.mul(xhat, weight), bias), xhat, rstd };
}

function gradients(dy: tf.Tensor, xhat: tf.Tensor, rstd: tf.Tensor, weight: tf.Tensor): tf.Tensor[] {
  if (hasKernel('LayerNormGrad')) return runKernel('LayerNormGrad', { dy, xhat, rstd, weight });
  const size = weight.shape[0]!;
  const dxhat = tf.mul(dy, weight);
  const centre = tf.sub(dxhat, tf.mean(dxhat, -1, true));
  const dx = tf.mul(rstd, tf.sub(centre, tf.mul(xhat, tf.mean(tf.mul(dxhat, xhat), -1, true))));
  const dWeight = tf.sum(tf.reshape(tf.mul(dy, xhat), [-1, size]), 0);
  return [dx, dWeight, tf.sum(tf.reshape(dy, [-1, size]), 0)];
}

/**
 * `LayerNorm(x + residual) * weight + bias`, variance biased as in PyTorch.
 * @param x `[..., D]` float32 @param weight `[D]` @param bias `[D]` @param residual same shape as x
 */
export function layerNorm<T extends tf.Tensor>(
  x: T,
  weight: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
  residual?: tf.Tensor,
): T {
  const inputs: Record<string, tf.Tensor> = residual ? { x, weight, bias, residual } : { x, weight, bias };
  return differentiable({
    inputs,
    forward: (save) => {
      const { y, xhat, rstd } = normalise(residual ? [x, residual] : [x], weight, bias, epsilon);
      save([xhat, rstd, weight]);
      return y;
    },
    backward: (dy, [xhat, rstd, w]) => {
      const [dx, dWeight, dBias] = gradients(dy, xhat!, rstd!, w!);
      const thunks: Record<string, () => tf.Tensor> = {
        x: () => dx!,
        weight: () => dWeight!,
        bias: () => dBias!,
        residual: () => dx!.clone(),
      };
      return thunks;
    },
  }) as T;
}
