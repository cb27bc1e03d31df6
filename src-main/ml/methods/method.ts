/**
 * What a training method gives to the one loop (src-main/trainer/loop): the parameters it moves, their learning rates,
 * and the loss of a step. A method never forks the loop.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { ParameterGroup } from '../optim/adam.ts';

export interface StepLoss {
  /** What is minimised. */
  total: tf.Scalar;
  /** Each term by itself, for its own curve; empty where the loss has one term. */
  terms: Readonly<Record<string, tf.Scalar>>;
}

export interface TrainingMethod {
  /** Parameters that train, by name. */
  trainable: ReadonlyMap<string, tf.Variable>;
  groups: readonly ParameterGroup[];
  amsgrad: boolean;
  totalSteps: number;
  /** Factor of all learning rates at a 0-based step (warm-up); default 1. */
  rateFactor?: (step: number) => number;
  /** Steps until the scores of the model mean something; no validation before. Default 0. */
  validFrom?: number;
  /** Loss of a 0-based step: a pure function of the parameters and the step. Called inside a tidy. */
  loss: (step: number) => StepLoss;
  /**
   * The gradients to update with, from those of the loss, by parameter name (e.g. momentum between models); default: as
   * they are. Pure; called inside a tidy, with finite gradients.
   */
  adjustGradients?: (gradients: ReadonlyMap<string, tf.Tensor>) => ReadonlyMap<string, tf.Tensor>;
}

/** Steps of so many epochs, at most `maxSteps` (0: no limit). */
export function totalSteps(epochs: number, stepsPerEpoch: number, maxSteps: number): number {
  const all = epochs * stepsPerEpoch;
  return maxSteps > 0 ? Math.min(all, maxSteps) : all;
}

/** Factor of the learning rate at a 0-based step: a linear rise to 1 over the warm-up. */
export function warmUp(warmupSteps: number, step: number): number {
  return Math.min(1, (step + 1) / Math.max(1, warmupSteps));
}

interface ScheduleSettings {
  epochs: number;
  maxSteps: number;
  warmupSteps: number;
  amsgrad: boolean;
}

/** What every training of one phase takes from its settings. */
export function schedule(
  { epochs, maxSteps, warmupSteps, amsgrad }: ScheduleSettings,
  stepsPerEpoch: number,
): Pick<TrainingMethod, 'amsgrad' | 'totalSteps' | 'rateFactor'> {
  return {
    amsgrad,
    totalSteps: totalSteps(epochs, stepsPerEpoch, maxSteps),
    rateFactor: (step) => warmUp(warmupSteps, step),
  };
}
