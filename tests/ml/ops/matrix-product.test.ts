import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { product } from '#ml/ops/product.ts';
import { onEveryBackend } from '#tests/fixtures/backends.ts';
import { randomTensor } from '#tests/fixtures/finite-difference.ts';

/** The product by its definition, in double precision. */
function reference(a: tf.Tensor2D, b: tf.Tensor2D): number[] {
  const [m, k] = a.shape;
  const n = b.shape[1];
  const [x, y] = [a.dataSync(), b.dataSync()];
  return Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += x[Math.floor(at / n) * k + i]! * y[i * n + (at % n)]!;
    return sum;
  });
}

onEveryBackend(() => {
  it.each([
    [1, 1, 1],
    [4, 8, 16],
    [5, 7, 9],
    [33, 1, 300],
    [70, 40, 520],
  ])('product() of [%i, k] and [k, %i], k = %i, in all four transpositions', (m, n, k) => {
    tf.tidy(() => {
      const a = randomTensor([m, k], 1) as tf.Tensor2D;
      const b = randomTensor([k, n], 2) as tf.Tensor2D;
      const bias = randomTensor([n], 3);
      const expected = reference(a, b);
      for (const transposeA of [false, true])
        for (const transposeB of [false, true]) {
          const left = transposeA ? tf.transpose(a) : a;
          const right = transposeB ? tf.transpose(b) : b;
          const c = product(left as tf.Tensor2D, right as tf.Tensor2D, { transposeA, transposeB, bias });
          const shift = bias.dataSync();
          const tolerance = 1e-5 * Math.sqrt(k);
          c.dataSync().forEach((value, i) =>
            expect(Math.abs(value - expected[i]! - shift[i % n]!)).toBeLessThanOrEqual(tolerance),
          );
        }
    });
  });

  it('tf.matMul() of batches, which broadcast too, agrees with product() of each', () => {
    tf.tidy(() => {
      const a = randomTensor([3, 5, 4], 1) as tf.Tensor3D;
      const b = randomTensor([1, 6, 4], 2) as tf.Tensor3D;
      const c = tf.matMul(a, b, false, true);
      const last = product(tf.unstack(a)[2] as tf.Tensor2D, tf.unstack(b)[0] as tf.Tensor2D, {
        transposeB: true,
      });
      const actual = tf.unstack(c)[2]!.dataSync();
      last.dataSync().forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5));
    });
  });
});
