/** DP: domain-specific post-training, which matches a body with its title among N others (docs/numerics.md). */
import * as tf from '@tensorflow/tfjs-core';
import type { PostTrainingSettings } from '#shared/config/settings.ts';
import type { PairBatches } from '../data/pairs.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { groupsByPart } from './parameter-groups.ts';
import { clickLabels } from './click-forward.ts';
import { schedule, type TrainingMethod } from './method.ts';
import { encodePairs, pairSlots } from './pair-forward.ts';

export interface PostTrainInputs {
  trainable: ReadonlyMap<string, tf.Variable>;
  encoders: { titles: TextEncoder; bodies: TextEncoder };
  batches: PairBatches;
  settings: PostTrainingSettings;
}

export function postTrain({ trainable, encoders, batches, settings }: PostTrainInputs): TrainingMethod {
  return {
    trainable,
    groups: groupsByPart(trainable.keys(), settings.learningRate, settings.headLearningRate),
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => {
      const slots = pairSlots(batches.at(step));
      const { logits } = encodePairs(slots, encoders, step);
      return { total: tf.mean(crossEntropy(logits, clickLabels(slots.size))), terms: {} };
    },
  };
}
