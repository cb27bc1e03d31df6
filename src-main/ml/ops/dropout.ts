/** Dropout whose mask comes from the seeded generator, so that every backend drops the same positions. */
import * as tf from '@tensorflow/tfjs-core';
import { Rng } from '#shared/random.ts';
import { differentiable } from './kernel.ts';

export interface Dropout {
  /** Probability of dropping, [0, 1); 0 switches it off. */
  rate: number;
  seed: number;
  /** Names the stream, e.g. `['dropout', step]`; each place in the model appends its own parts. */
  path: readonly (string | number)[];
}

/** The same dropout at a place further inside the model. */
export function within(dropout: Dropout | undefined, ...parts: (string | number)[]): Dropout | undefined {
  return dropout && { ...dropout, path: [...dropout.path, ...parts] };
}

/** Two decisions per 32-bit draw: a rate is met to 1/65536, and drawing costs half. */
const LEVELS = 65536;

/** `0` or `1 / (1 - rate)` per element, float32, or undefined where nothing is dropped. The caller's tidy owns it. */
export function dropoutMask(shape: number[], dropout: Dropout | undefined): tf.Tensor | undefined {
  if (!dropout || dropout.rate === 0) return undefined;
  const { rate, seed, path } = dropout;
  if (!(rate > 0 && rate < 1)) throw new RangeError(`dropoutMask(): rate ${rate} is outside [0, 1)`);
  const rng = new Rng(seed, ...path);
  const threshold = Math.round(rate * LEVELS);
  const kept = 1 / (1 - rate);
  const size = tf.util.sizeFromShape(shape);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const draw = rng.uint32();
    values[i] = draw >>> 16 < threshold ? 0 : kept;
    if (i + 1 < size) values[i + 1] = (draw & 0xffff) < threshold ? 0 : kept;
  }
  return tf.tensor(values, shape);
}

/** Drops elements of x with the given rate and scales the rest (inverted dropout); x itself where it is off. */
export function dropout<T extends tf.Tensor>(x: T, options: Dropout | undefined): T {
  const mask = dropoutMask(x.shape, options);
  if (!mask) return x;
  return differentiable({
    inputs: { x: x as tf.Tensor },
    forward: (save) => {
      save([mask]);
      return tf.mul(x, mask);
    },
    backward: (dy, [kept]) => ({ x: () => tf.mul(dy, kept!) }),
  }) as T;
}
