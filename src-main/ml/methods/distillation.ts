/** From the fields of a distillation stage to its weighted loss; a term of weight 0 is not computed. */
import type { StageOneSettings } from '#shared/config/settings.ts';
import type { LossSwitches, LossTerm, MultiTeacherLoss } from '../loss/multi-teacher.ts';
import type { StepLoss } from './method.ts';
import { weightedTerms } from './weighted-terms.ts';

type Weights = Pick<StageOneSettings, 'temperature' | 'distillWeight' | 'embeddingWeight' | 'targetWeight'>;

function weightOf(settings: Weights): Record<LossTerm, number> {
  return { distill: settings.distillWeight, emb: settings.embeddingWeight, target: settings.targetWeight };
}

const TERMS: readonly LossTerm[] = ['distill', 'emb', 'target'];

export function switches(settings: Weights): LossSwitches {
  const weights = weightOf(settings);
  return { temperature: settings.temperature, without: TERMS.filter((term) => weights[term] === 0) };
}

/** The loss that is minimised, with the terms of weight above 0 as its curves. */
export function weighted(loss: MultiTeacherLoss, settings: Weights): StepLoss {
  const weights = weightOf(settings);
  return weightedTerms(
    Object.fromEntries(
      TERMS.map((term) => [term, { weight: weights[term], measure: () => loss.terms[term] }]),
    ),
  );
}
