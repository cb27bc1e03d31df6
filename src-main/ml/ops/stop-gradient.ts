/** A value taken as a constant: tfjs has no such op of its own. */
import * as tf from '@tensorflow/tfjs-core';
import { offTape } from './kernel.ts';

/** The same values (and memory) as `x`, through which no gradient flows; belongs to the enclosing tidy. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return offTape(() => [tf.clone(x)])[0] as T;
}
