import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { encodeStates } from '#ml/model/layer-states.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { textsOf } from '../data/some-texts.ts';
import { TINY_PLM, tinyRecommender } from '../tiny-recommender.ts';

const texts = textsOf([3, 5, 1], 7);

onEveryBackend(() => {
  it.each([0, 1, 2])(
    'encodeStates() with %i frozen layers has the same states and the same gradients above them',
    (frozenLayers) => {
      const params = tinyRecommender(1);
      const variables = [...params]
        .filter(
          ([name]) => name.startsWith('plm.encoder.layer.') && Number(name.split('.')[3]) >= frozenLayers,
        )
        .map(([, value]) => value);
      const run = (frozen: number | undefined) => {
        const dropout = { rate: 0.2, seed: 1, path: ['a'] };
        return encodeStates({
          params,
          config: TINY_PLM,
          texts,
          indices: Int32Array.of(0, 2),
          padTo: 0,
          dropout,
          scores: true,
          frozenLayers: frozen,
        });
      };
      const bits = (frozen: number | undefined) =>
        tf.tidy(() => {
          const { embeddings, hidden, scores } = run(frozen);
          return [embeddings, ...hidden, ...scores].map((x) => [...x.dataSync()]);
        });
      const gradients = (frozen: number | undefined) =>
        tf.tidy(() => {
          const { grads } = tf.variableGrads(
            () => tf.addN(run(frozen).hidden.map((x) => tf.sum(tf.square(x)))),
            variables,
          );
          return variables.map(({ name }) => [...grads[name]!.dataSync()]);
        });
      const left = tensorsLeft(() => {
        expect(bits(frozenLayers)).toEqual(bits(undefined));
        if (variables.length > 0) expect(gradients(frozenLayers)).toEqual(gradients(undefined));
      });
      expect(left).toBe(0);
      tf.dispose([...params.values()]);
    },
  );
});
