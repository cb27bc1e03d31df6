/** FT: cross-entropy over a clicked and S unclicked news (docs/numerics.md). */
import * as tf from '@tensorflow/tfjs-core';
import type { FineTuningSettings, ModelSettings } from '#shared/config/settings.ts';
import type { ClickBatches } from '../data/clicks.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { Params } from '../model/params.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { clickLabels, clickSlots, forwardClicks } from './click-forward.ts';
import { schedule, type TrainingMethod } from './method.ts';

export interface FineTuneInputs {
  params: Params;
  trainable: ReadonlyMap<string, tf.Variable>;
  encoder: TextEncoder;
  batches: ClickBatches;
  model: ModelSettings;
  settings: FineTuningSettings;
}

export function fineTune({
  params,
  trainable,
  encoder,
  batches,
  model,
  settings,
}: FineTuneInputs): TrainingMethod {
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => {
      const slots = clickSlots(batches.at(step));
      const vectors = encoder.encode(slots.news, ['dropout', step]);
      const { logits } = forwardClicks(params, slots, vectors, model.historyPadding);
      return { total: tf.mean(crossEntropy(logits, clickLabels(slots.size))), terms: {} };
    },
  };
}
