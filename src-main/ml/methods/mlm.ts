/** Masked language modelling of a whole PLM, embeddings included: how the sample's base PLM is made. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { MlmSettings } from '#shared/config/settings.ts';
import { Rng } from '#shared/random.ts';
import { SampleOrder } from '../data/epoch-order.ts';
import { maskTokens } from '../data/masking.ts';
import { padTexts, type Texts } from '../data/texts.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import { mlmLogits } from '../model/mlm-head.ts';
import { encode } from '../model/plm.ts';
import { totalSteps, type TrainingMethod } from './method.ts';

export interface MlmInputs {
  /** All parameters, `plm.*` and `mlm.*`; all train. */
  trainable: ReadonlyMap<string, tf.Variable>;
  config: PlmConfig;
  texts: Texts;
  mask: number;
  /** First id that is no special token. */
  firstRegular: number;
  settings: MlmSettings;
  seed: number;
}

export function mlm(inputs: MlmInputs): TrainingMethod {
  const { trainable, config, texts, settings, seed } = inputs;
  const order = new SampleOrder(texts.offsets.length - 1, settings.batchSize, seed);
  const masking = {
    rate: settings.maskRate,
    mask: inputs.mask,
    firstRegular: inputs.firstRegular,
    vocabSize: config.vocabSize,
    special: texts.special,
  };
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    amsgrad: settings.amsgrad,
    totalSteps: totalSteps(settings.epochs, order.stepsPerEpoch, settings.maxSteps),
    rateFactor: (step) => Math.min(1, (step + 1) / Math.max(1, settings.warmupSteps)),
    loss: (step) => {
      const batch = padTexts(texts, order.at(step).samples);
      const hidden = maskTokens(batch.ids, batch.mask, masking, new Rng(seed, 'mask', step));
      const shape: [number, number] = [batch.count, batch.length];
      const encoded = encode(
        trainable,
        config,
        tf.tensor2d(batch.ids, shape, 'int32'),
        tf.tensor2d(batch.mask, shape),
        {
          dropout: { rate: settings.dropout, seed, path: ['dropout', step] },
        },
      );
      const logits = mlmLogits(trainable, config, encoded, tf.tensor1d(hidden.positions, 'int32'));
      return { total: tf.mean(crossEntropy(logits, tf.tensor1d(hidden.targets, 'int32'))), terms: {} };
    },
  };
}
