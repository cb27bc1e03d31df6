/**
 * Masked language modelling: of a whole PLM, which is how the sample's base PLM is made, or of its top layers, which is
 * how DAPT and TAPT fit a PLM to the text of a domain.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { DomainMlmSettings, MlmSettings } from '#shared/config/settings.ts';
import { Rng } from '#shared/random.ts';
import { SampleOrder } from '../data/epoch-order.ts';
import { maskTokens } from '../data/masking.ts';
import { padTexts, type Texts } from '../data/texts.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import { mlmLogits } from '../model/mlm-head.ts';
import type { Params } from '../model/params.ts';
import { encode } from '../model/plm.ts';
import { schedule, type TrainingMethod } from './method.ts';
import { groupsByPart } from './parameter-groups.ts';

/** What both uses set; only adaptation has a rate of its own for the head. */
type Settings = MlmSettings & Partial<Pick<DomainMlmSettings, 'headLearningRate'>>;

export interface MlmInputs {
  /** The PLM and its head, `plm.*` and `mlm.*`. */
  params: Params;
  /** Those of them that train. */
  trainable: ReadonlyMap<string, tf.Variable>;
  config: PlmConfig;
  /** Those without a word piece are skipped. */
  texts: Texts;
  mask: number;
  /** First id that is no special token. */
  firstRegular: number;
  settings: Settings;
  seed: number;
}

/** Texts that have something to predict, ascending. */
export function textsWithPieces({ offsets }: Texts): Int32Array {
  const all = Int32Array.from({ length: offsets.length - 1 }, (_, i) => i);
  return all.filter((i) => offsets[i + 1] > offsets[i]);
}

export function mlm(inputs: MlmInputs): TrainingMethod {
  const { params, trainable, config, texts, settings, seed } = inputs;
  const { learningRate, headLearningRate = learningRate } = settings;
  const samples = textsWithPieces(texts);
  const order = new SampleOrder(samples.length, settings.batchSize, seed);
  const masking = {
    rate: settings.maskRate,
    mask: inputs.mask,
    firstRegular: inputs.firstRegular,
    vocabSize: config.vocabSize,
    special: texts.special,
  };
  return {
    trainable,
    groups: groupsByPart(trainable.keys(), learningRate, headLearningRate),
    ...schedule(settings, order.stepsPerEpoch),
    loss: (step) => {
      const batch = padTexts(
        texts,
        order.at(step).samples.map((place) => samples[place]),
      );
      const hidden = maskTokens(batch.ids, batch.mask, masking, new Rng(seed, 'mask', step));
      const shape: [number, number] = [batch.count, batch.length];
      const encoded = encode(
        params,
        config,
        tf.tensor2d(batch.ids, shape, 'int32'),
        tf.tensor2d(batch.mask, shape),
        {
          dropout: { rate: settings.dropout, seed, path: ['dropout', step] },
        },
      );
      const logits = mlmLogits(params, config, encoded, tf.tensor1d(hidden.positions, 'int32'));
      return { total: tf.mean(crossEntropy(logits, tf.tensor1d(hidden.targets, 'int32'))), terms: {} };
    },
  };
}
