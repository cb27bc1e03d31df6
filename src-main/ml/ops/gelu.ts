/** The erf form of GELU (BERT's), forward and gradient from one pass. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

/** Value and slope at once: the slope costs no second error function when both are made together. */
function valueAndSlope(x: tf.Tensor): [tf.Tensor, tf.Tensor] {
  if (hasKernel('Gelu')) return runKernel('Gelu', { x }) as [tf.Tensor, tf.Tensor];
  const cdf = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return [tf.mul(x, cdf), tf.add(cdf, tf.mul(x, density))];
}

/** `x * Phi(x)` elementwise, float32, any shape (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu<T extends tf.Tensor>(x: T): T {
  return differentiable({
    inputs: { x: x as tf.Tensor },
    forward: (save) => {
      const [value, slope] = valueAndSlope(x);
      save([slope]);
      return value;
    },
    backward: (dy, [slope]) => ({ x: () => tf.mul(dy, slope!) }),
  }) as T;
}
