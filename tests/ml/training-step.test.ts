import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { crossEntropy } from '#ml/loss/cross-entropy.ts';
import { mlmLogits } from '#ml/model/mlm-head.ts';
import { poolNews } from '#ml/model/news-encoder.ts';
import { initialise, mlmHeadShapes, recommenderParameterShapes } from '#ml/model/params.ts';
import { encode } from '#ml/model/plm.ts';
import { encodeUser, scoreCandidates } from '#ml/model/user-encoder.ts';
import { gatherRows } from '#ml/ops/gather-rows.ts';
import { Adam } from '#ml/optim/adam.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';

const CONFIG: PlmConfig = {
  arch: 'unilmv2',
  vocabSize: 30,
  hiddenSize: 16,
  layers: 2,
  heads: 2,
  intermediateSize: 32,
  maxPositions: 8,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  pooler: false,
  relPosBuckets: 32,
  relPosMaxDistance: 128,
};

/** A recommender that also predicts masked tokens, so that every parameter but pad_doc gets a gradient. */
class Toy {
  readonly params = new Map<string, tf.Variable>();
  private readonly adam: Adam;
  private readonly trainable: string[];

  constructor() {
    const shapes = new Map([
      ...recommenderParameterShapes(CONFIG, { newsDim: 8, queryDim: 6 }),
      ...mlmHeadShapes(CONFIG),
    ]);
    shapes.delete('user.pad_doc');
    for (const [name, { shape, data }] of initialise(shapes, 5, 0.1))
      this.params.set(
        name,
        tf.tidy(() => tf.variable(tf.tensor(data, shape))),
      );
    this.trainable = [...this.params.keys()];
    this.adam = new Adam([{ names: this.trainable, learningRate: 0.01 }], { amsgrad: true });
  }

  step(index: number): number {
    return tf.tidy(() => {
      const ids = tf.tensor2d([5, 6, 7, 8, 9, 10, 11, 12, 0, 13, 14, 0], [4, 3], 'int32');
      const mask = tf.cast(tf.greater(ids, 0), 'float32') as tf.Tensor2D;
      const loss = () => {
        const dropout = { rate: 0.1, seed: 3, path: ['step', index] };
        const hidden = encode(this.params, CONFIG, ids, mask, { dropout });
        const news = poolNews(this.params, hidden, mask);
        const pick = (rows: number[][]) =>
          gatherRows(news, tf.tensor2d(rows, undefined, 'int32')) as tf.Tensor3D;
        const user = encodeUser(this.params, pick([[0, 1], [2, 2]]), tf.ones([2, 2])); // prettier-ignore
        const scores = scoreCandidates(user, pick([[1, 3], [0, 2]])); // prettier-ignore
        const words = mlmLogits(this.params, CONFIG, hidden, tf.tensor1d([1, 4], 'int32'));
        const right = (labels: number[]) => tf.tensor1d(labels, 'int32');
        const clicks = tf.mean(crossEntropy(scores, right([0, 1])));
        return tf.add(clicks, tf.mean(crossEntropy(words, right([6, 9])))) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, [...this.params.values()]);
      const names = new Map(this.trainable.map((name) => [name, grads[this.params.get(name)!.name]!]));
      this.adam.step(this.params, names);
      return value.dataSync()[0]!;
    });
  }

  dispose(): void {
    this.adam.dispose();
    tf.dispose([...this.params.values()]);
  }
}

onEveryBackend((backend) => {
  it('a training step lowers the loss and keeps the number of tensors', () => {
    const toy = new Toy();
    const first = toy.step(0);
    expect(tensorsLeft(() => toy.step(1))).toBe(0);
    for (let i = 2; i < 30; i++) toy.step(i);
    expect(toy.step(30)).toBeLessThan(first / 2);
    toy.dispose();
  });

  it.skipIf(backend === 'tensorflow')('two runs with one seed are equal to the bit', () => {
    const run = () => {
      const toy = new Toy();
      for (let i = 0; i < 5; i++) toy.step(i);
      const values = [...toy.params.values()].map((p) => p.dataSync());
      toy.dispose();
      return values;
    };
    expect(run()).toEqual(run());
  });

  it('construction and disposal leave nothing behind', () => {
    expect(
      tensorsLeft(() => {
        const toy = new Toy();
        toy.step(0);
        toy.dispose();
      }),
    ).toBe(0);
  });
});
