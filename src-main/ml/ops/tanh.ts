/** Hyperbolic tangent with a kernel of our own where the backend's is slow. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

/** `tanh(x)` elementwise, float32, any shape. */
export function tanh<T extends tf.Tensor>(x: T): T {
  if (!hasKernel('Tanh')) return tf.tanh(x);
  return differentiable({
    inputs: { x: x as tf.Tensor },
    forward: (save) => {
      const [y] = runKernel('Tanh', { x });
      save([y!]);
      return y!;
    },
    backward: (dy, [y]) => ({ x: () => runKernel('TanhGrad', { y: y!, dy })[0]! }),
  }) as T;
}
