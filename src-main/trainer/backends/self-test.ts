/** A small forward pass and gradient with known values: the proof that a backend computes before a run trusts it. */
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { attention } from '#ml/ops/attention.ts';
import { gatherRows } from '#ml/ops/gather-rows.ts';
import { gelu } from '#ml/ops/gelu.ts';
import { layerNorm } from '#ml/ops/layer-norm.ts';
import { linear } from '#ml/ops/linear.ts';

/** Values of the cpu backend, whose ops the tests hold to the oracles. */
const EXPECTED_LOSS = -0.03548076;
const EXPECTED_SLOPE = 0.98737764;
const TOLERANCE = 1e-4;

/** Deterministic values in [-1, 1] without a generator. */
const wave = (shape: number[], phase: number) => {
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + phase)),
    shape,
  );
};

/** Loss and the sum of |gradient| of a toy network that uses every op with a kernel of its own. */
export function probe(): { loss: number; slope: number } {
  return tf.tidy(() => {
    const table = wave([5, 8], 0);
    const ids = tf.tensor2d([0, 3, 3, 1, 4, 2], [2, 3], 'int32');
    const mask = tf.tensor2d([1, 1, 1, 1, 1, 0], [2, 3]);
    const ones = tf.ones([8]);
    const zeros = tf.zeros([8]);
    const forward = (rows: tf.Tensor) => {
      const x = gatherRows(rows, ids) as tf.Tensor3D;
      const inner = gelu(linear(x, wave([8, 8], 1), zeros));
      const mixed = attention({ query: inner, key: x, value: inner, mask, heads: 2 });
      const y = layerNorm(mixed, ones, zeros, 1e-12, x);
      return tf.mean(tf.mul(tf.square(y), wave([2, 3, 8], 2))) as tf.Scalar;
    };
    const { value, grad } = tf.valueAndGrad(forward)(table);
    return { loss: value.dataSync()[0]!, slope: tf.sum(tf.abs(grad)).dataSync()[0]! };
  });
}

/** @throws AppError('unavailable') naming the backend where the values are off */
export function selfTest(name: string): void {
  const { loss, slope } = probe();
  const wrong = Math.abs(loss - EXPECTED_LOSS) > TOLERANCE || Math.abs(slope - EXPECTED_SLOPE) > TOLERANCE;
  if (wrong || Number.isNaN(loss + slope))
    throw AppError.of('unavailable', 'error.backend.wrong', { name }, { loss, slope });
}
