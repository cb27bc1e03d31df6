import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { softCrossEntropy } from '#ml/loss/cross-entropy.ts';
import { attention } from '#ml/ops/attention.ts';
import { attentionScores } from '#ml/ops/attention-scores.ts';
import { dropout } from '#ml/ops/dropout.ts';
import { gatherRows } from '#ml/ops/gather-rows.ts';
import { gelu } from '#ml/ops/gelu.ts';
import { layerNorm } from '#ml/ops/layer-norm.ts';
import { linear } from '#ml/ops/linear.ts';
import { poolRows } from '#ml/ops/pool-rows.ts';
import { tanh } from '#ml/ops/tanh.ts';
import { weightedSquaredError } from '#ml/ops/weighted-squared-error.ts';
import { onEveryBackend } from '#tests/fixtures/backends.ts';
import { expectGradientsOf, randomTensor } from '#tests/fixtures/finite-difference.ts';

interface Case {
  name: string;
  shapes: number[][];
  run: (...inputs: tf.Tensor[]) => tf.Tensor;
}

/** Widths that are no multiple of four or eight reach the edges of the vector kernels. */
const MASK = () => tf.tensor2d([1, 1, 1, 0, 1, 0, 0, 0], [2, 4]);
const CASES: Case[] = [
  { name: 'linear()', shapes: [[2, 3, 5], [7, 5], [7]], run: (x, w, b) => linear(x!, w!, b) }, // prettier-ignore
  { name: 'linear() without bias', shapes: [[9, 8], [4, 8]], run: (x, w) => linear(x!, w!) }, // prettier-ignore
  { name: 'gelu()', shapes: [[3, 7]], run: (x) => gelu(x!) },
  { name: 'tanh()', shapes: [[3, 7]], run: (x) => tanh(x!) },
  {
    name: 'layerNorm() with a residual',
    shapes: [[3, 6], [6], [6], [3, 6]],
    run: (x, w, b, r) => layerNorm(x!, w!, b!, 1e-5, r),
  },
  {
    name: 'attention() with bias, mask and dropout',
    shapes: [
      [2, 4, 6],
      [2, 4, 6],
      [2, 4, 6],
      [2, 4, 4],
    ],
    run: (query, key, value, bias) => {
      const kept = tf.cast(tf.greater(randomTensor([2, 2, 4, 4], 5), -1), 'float32') as tf.Tensor4D;
      const [q, k, v] = [query, key, value] as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      return attention({
        query: q,
        key: k,
        value: v,
        mask: MASK(),
        heads: 2,
        bias: bias as tf.Tensor3D,
        dropout: kept,
      });
    },
  },
  {
    name: 'attentionScores() with bias',
    shapes: [
      [2, 4, 6],
      [2, 4, 6],
      [2, 4, 4],
    ],
    run: (query, key, bias) =>
      attentionScores(query as tf.Tensor3D, key as tf.Tensor3D, 2, bias as tf.Tensor3D),
  },
  {
    name: 'gatherRows() with repeated rows',
    shapes: [[5, 3]],
    run: (table) => gatherRows(table!, tf.tensor2d([4, 0, 4, 2], [2, 2], 'int32')),
  },
  {
    name: 'poolRows() with a mask',
    shapes: [
      [2, 4, 5],
      [2, 4],
    ],
    run: (x, logits) => poolRows(x as tf.Tensor3D, logits as tf.Tensor2D, MASK()),
  },
  {
    name: 'weightedSquaredError()',
    shapes: [
      [3, 5],
      [3, 5],
    ],
    run: (a, b) => weightedSquaredError(a as tf.Tensor2D, b as tf.Tensor2D, tf.tensor1d([0.2, 0, 0.5])),
  },
  {
    name: 'dropout()',
    shapes: [[5, 5]],
    run: (x) => dropout(x!, { rate: 0.3, seed: 1, path: ['test'] }),
  },
  {
    name: 'softCrossEntropy() for the student',
    shapes: [[3, 4]],
    run: (s) =>
      softCrossEntropy(tf.tensor2d([1, 2, 3, 4, 0, 0, 0, 1, 5, 1, 1, 1], [3, 4]), s as tf.Tensor2D, 2),
  },
  {
    name: 'the stock ops together',
    shapes: [[2, 3], [3], [2, 1]],
    run: (a, b, c) => {
      const sum = tf.div(tf.sub(tf.mul(tf.add(a!, b!), c!), b!), 3);
      const parts = tf.unstack(tf.stack([tf.exp(sum), tf.square(tf.transpose(tf.transpose(sum)))]));
      const joined = tf.concat([parts[0]!, tf.neg(parts[1]!), tf.slice(a!, [0, 1], [2, 2])], 1);
      return tf.add(tf.mean(joined, 1, true), tf.expandDims(tf.sum(tf.sigmoid(joined), 1), 1));
    },
  },
];

onEveryBackend((backend) => {
  it.each(CASES)('$name has the gradient of its finite differences', ({ shapes, run }) => {
    tf.tidy(() => {
      expectGradientsOf(
        run,
        shapes.map((shape, i) => randomTensor(shape, i + 1)),
      );
    });
  });

  it.skipIf(backend === 'cpu').each(CASES)('$name agrees with the cpu backend', async ({ shapes, run }) => {
    const values = async (name: string) => {
      await tf.setBackend(name);
      return tf.tidy(() => run(...shapes.map((shape, i) => randomTensor(shape, i + 1))).dataSync());
    };
    const expected = await values('cpu');
    const actual = await values(backend);
    expected.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(1e-5));
  });

  it('gelu() and tanh() are accurate far out and near zero', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-30, -6, -1e-4, 0, 1e-4, 0.15, 6, 30]);
      const y = tanh(x).dataSync();
      x.dataSync().forEach((v, i) => expect(Math.abs(y[i]! - Math.tanh(v))).toBeLessThanOrEqual(2e-7));
      const g = gelu(x).dataSync();
      expect([g[0], g[3], g[7]].map((v) => v! + 0)).toEqual([0, 0, 30]);
    });
  });

  it('attention() gives padding keys exactly no weight', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 4, 6], 1) as tf.Tensor3D;
      const other = tf.add(x, tf.mul(tf.expandDims(tf.sub(1, MASK()), 2), 1000)) as tf.Tensor3D;
      const run = (key: tf.Tensor3D) => attention({ query: x, key, value: key, mask: MASK(), heads: 2 });
      expect(run(other).dataSync()).toEqual(run(x).dataSync());
    });
  });
});
