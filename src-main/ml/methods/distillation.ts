/** From the fields of a distillation stage to its weighted loss; a term of weight 0 is not computed. */
import * as tf from '@tensorflow/tfjs-core';
import type { StageOneSettings } from '#shared/config/settings.ts';
import type { LossSwitches, LossTerm, MultiTeacherLoss } from '../loss/multi-teacher.ts';
import type { StepLoss } from './method.ts';

type Weights = Pick<StageOneSettings, 'temperature' | 'distillWeight' | 'embeddingWeight' | 'targetWeight'>;

function weightOf(settings: Weights): Record<LossTerm, number> {
  return { distill: settings.distillWeight, emb: settings.embeddingWeight, target: settings.targetWeight };
}

const TERMS: readonly LossTerm[] = ['distill', 'emb', 'target'];

export function switches(settings: Weights): LossSwitches {
  const weights = weightOf(settings);
  return { temperature: settings.temperature, without: TERMS.filter((term) => weights[term] === 0) };
}

/** The terms' weighted sum; the recorded terms are those of weight above 0, without their weight. */
export function weighted(loss: MultiTeacherLoss, settings: Weights): StepLoss {
  const weights = weightOf(settings);
  const used = TERMS.filter((term) => weights[term] !== 0);
  const total = tf.addN([
    tf.scalar(0),
    ...used.map((term) => tf.mul(loss.terms[term], weights[term])),
  ]) as tf.Scalar;
  return { total, terms: Object.fromEntries(used.map((term) => [term, loss.terms[term]])) };
}
