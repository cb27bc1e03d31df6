import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { firstRegularId } from '#ml/data/masking.ts';
import { mlm, textsWithPieces } from '#ml/methods/mlm.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { FIRST_REGULAR, MASK, textsOf } from '../data/some-texts.ts';
import { TINY_PLM, tinyLanguageModel } from '../tiny-recommender.ts';
import { lossAt, movedBy, slopesOf } from './some-clicks.ts';

const TEXTS = textsOf([9, 0, 6, 8, 0, 3], 10);
const SETTINGS = {
  batchSize: 2,
  amsgrad: false,
  maxSteps: 0,
  dropout: 0,
  warmupSteps: 0,
  learningRate: 1e-4,
  headLearningRate: 1e-2,
  epochs: 2,
  maxTokens: 10,
  maskRate: 0.3,
};

/** The upper of two layers trains, and the head. */
function prepare() {
  const params = tinyLanguageModel(7);
  const trainable = new Map([...params].filter(([name]) => /layer\.1\.|^mlm\./.test(name)));
  const method = mlm({
    params,
    trainable,
    config: TINY_PLM,
    texts: TEXTS,
    mask: MASK,
    firstRegular: FIRST_REGULAR,
    settings: SETTINGS,
    seed: 1,
  });
  return { method, free: () => tf.dispose([...params.values()]) };
}

onEveryBackend((backend) => {
  it('mlm() of the top layers moves them and the head, each at its own rate, and leaves no tensor behind', () => {
    const { method, free } = prepare();
    const left = tensorsLeft(() => expect(movedBy(method, 0)).toEqual([...method.trainable.keys()]));
    expect(left).toBe(0);
    const [layers, head] = method.groups;
    expect(layers).toMatchObject({ learningRate: 1e-4 });
    expect(head).toMatchObject({ learningRate: 1e-2 });
    expect(head!.names.every((name) => name.startsWith('mlm.'))).toBe(true);
    expect(layers!.names.length + head!.names.length).toBe(method.trainable.size);
    free();
  });

  it('mlm() skips texts without a word piece, and draws its masks anew in each epoch', () => {
    const { method, free } = prepare();
    expect(textsWithPieces(TEXTS)).toEqual(Int32Array.of(0, 2, 3, 5));
    expect(method.totalSteps).toBe(4);
    const losses = [0, 1, 2, 3].map((step) => lossAt(method, step).total);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(new Set(losses).size).toBe(4);
    free();
  });

  it.skipIf(backend === 'tensorflow')('mlm() of the top layers has the gradient that its loss has', () => {
    const { method, free } = prepare();
    for (const name of [
      'plm.encoder.layer.1.output.dense.weight',
      'mlm.transform.dense.weight',
      'mlm.bias',
    ]) {
      const { analytic, numeric } = slopesOf(method, 0, name);
      expect(Math.abs(numeric / analytic - 1), `${name}: ${numeric}, ${analytic}`).toBeLessThan(2e-3);
    }
    free();
  });
});

it('firstRegularId() is the id after the special pieces, or 0 where they close the vocabulary', () => {
  expect(firstRegularId({ pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 }, 30522)).toBe(104);
  expect(firstRegularId({ pad: 95, unk: 96, cls: 97, sep: 98, mask: 99 }, 100)).toBe(0);
});
