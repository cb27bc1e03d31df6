/** A loss as the weighted sum of named terms, each recorded without its weight. */
import * as tf from '@tensorflow/tfjs-core';
import type { StepLoss } from './method.ts';

export interface WeightedTerm {
  weight: number;
  /** Not called where the weight is 0. */
  measure: () => tf.Scalar;
}

/** The terms of weight above 0, in the order given, and their weighted sum. */
export function weightedTerms(all: Readonly<Record<string, WeightedTerm>>): StepLoss {
  const used = Object.entries(all).filter(([, { weight }]) => weight !== 0);
  const terms = Object.fromEntries(used.map(([name, { measure }]) => [name, measure()] as const));
  const summands = used.map(([name, { weight }]) => tf.mul(terms[name]!, weight));
  return { total: tf.addN([tf.scalar(0), ...summands]) as tf.Scalar, terms };
}
