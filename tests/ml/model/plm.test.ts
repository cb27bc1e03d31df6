import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { embedTokens, encode, encodeLayers } from '#ml/model/plm.ts';
import type { Params } from '#ml/model/params.ts';
import { relativePositionBucket } from '#shared/relative-position.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { expectGradient, expectScalar, expectValues, readOracle, toTensor } from '#tests/fixtures/oracle.ts';
import type { OracleTensor } from '#tests/fixtures/oracle.ts';

interface BertOracle {
  weights: Record<string, OracleTensor>;
  input_ids: OracleTensor;
  attention_mask: OracleTensor;
  hidden_states: OracleTensor[];
  loss: number;
  gradients: Record<string, OracleTensor>;
}
interface UnilmOracle {
  rel_pos_bias_weight: OracleTensor;
  bucket_of_offset: Record<string, number>;
  hidden_states: OracleTensor[];
}

const bert = readOracle<BertOracle>('bert');
const unilm = readOracle<UnilmOracle>('unilm');

const CONFIG: PlmConfig = {
  arch: 'bert',
  vocabSize: 60,
  hiddenSize: 32,
  layers: 3,
  heads: 4,
  intermediateSize: 64,
  maxPositions: 40,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  pooler: false,
  relPosBuckets: 32,
  relPosMaxDistance: 128,
};
const UNILM: PlmConfig = { ...CONFIG, arch: 'unilmv2' };

function load(): { params: Map<string, tf.Tensor>; ids: tf.Tensor2D; mask: tf.Tensor2D } {
  const params = new Map<string, tf.Tensor>();
  for (const [name, value] of Object.entries(bert.weights)) params.set(`plm.${name}`, toTensor(value));
  params.set('plm.rel_pos_bias.weight', toTensor(unilm.rel_pos_bias_weight));
  return {
    params,
    ids: toTensor(bert.input_ids, 'int32') as tf.Tensor2D,
    mask: toTensor(bert.attention_mask) as tf.Tensor2D,
  };
}

/** All hidden states, the embeddings first. */
function hiddenStates(params: Params, config: PlmConfig, ids: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor[] {
  const states: tf.Tensor[] = [embedTokens(params, config, ids)];
  encode(params, config, ids, mask, { collect: (_, hidden) => states.push(hidden) });
  return states;
}

it('relativePositionBucket() matches the oracle at every offset', () => {
  for (const [offset, bucket] of Object.entries(unilm.bucket_of_offset))
    expect([offset, relativePositionBucket(Number(offset))]).toEqual([offset, bucket]);
});

onEveryBackend(() => {
  it('encode() gives the hidden states of BERT', () => {
    tf.tidy(() => {
      const { params, ids, mask } = load();
      hiddenStates(params, CONFIG, ids, mask).forEach((h, i) => expectValues(h, bert.hidden_states[i]!));
    });
  });

  it('encode() gives the hidden states of UniLMv2', () => {
    tf.tidy(() => {
      const { params, ids, mask } = load();
      hiddenStates(params, UNILM, ids, mask).forEach((h, i) => expectValues(h, unilm.hidden_states[i]!));
    });
  });

  it('encodeLayers() in two parts equals the whole to the bit', () => {
    tf.tidy(() => {
      const { params, ids, mask } = load();
      const whole = encode(params, UNILM, ids, mask);
      const bottom = encode(params, UNILM, ids, mask, { to: 2 });
      const top = encodeLayers(params, UNILM, bottom, mask, { from: 2, to: 3 });
      expect(top.dataSync()).toEqual(whole.dataSync());
    });
  });

  it('encode() gives the gradients of BERT', () => {
    tf.tidy(() => {
      const { params, ids, mask } = load();
      const names = Object.keys(bert.gradients);
      const loss = (...weights: tf.Tensor[]) => {
        const own = new Map(params);
        names.forEach((name, i) => own.set(`plm.${name}`, weights[i]!));
        const hidden = tf.mul(encode(own, CONFIG, ids, mask), tf.expandDims(mask, 2));
        return tf.div(tf.sum(tf.square(hidden)), tf.sum(mask)) as tf.Scalar;
      };
      const weights = names.map((name) => params.get(`plm.${name}`)!);
      const { value, grads } = tf.valueAndGrads(loss)(weights);
      expectScalar(value, bert.loss);
      names.forEach((name, i) => expectGradient(grads[i]!, bert.gradients[name]!));
    });
  });

  it('encode() leaves only its result behind, with gradients too', () => {
    const { params, ids, mask } = load();
    const name = 'plm.encoder.layer.1.intermediate.dense.weight';
    const left = tensorsLeft(() => {
      encode(params, UNILM, ids, mask).dispose();
      const gradient = tf.grad((w: tf.Tensor) =>
        tf.sum(encode(new Map(params).set(name, w), UNILM, ids, mask)),
      );
      gradient(params.get(name)!).dispose();
    });
    expect(left).toBe(0);
    tf.dispose([ids, mask, ...params.values()]);
  });

  it('encode() with dropout is the same for the same seed and path, and another for the next step', () => {
    tf.tidy(() => {
      const { params, ids, mask } = load();
      const run = (step: number) =>
        encode(params, CONFIG, ids, mask, {
          dropout: { rate: 0.1, seed: 7, path: ['step', step] },
        }).dataSync();
      expect(run(1)).toEqual(run(1));
      expect(run(1)).not.toEqual(run(2));
    });
  });
});
