/**
 * TinyBERT with one frozen teacher, TinyBERT-MT with several (docs/numerics.md). Two-phase: the intermediate layers on
 * the news of click batches, then the scores of click batches, whose order starts anew at epoch 0. One-phase, as the
 * paper's authors have it: everything at once, on the last two layers and without maps.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { ModelSettings, TinyBertSettings } from '#shared/config/settings.ts';
import type { ClickBatches } from '../data/clicks.ts';
import type { Texts } from '../data/texts.ts';
import { crossEntropy, softCrossEntropy } from '../loss/cross-entropy.ts';
import { mixLogits, teacherWeights } from '../loss/teacher-weights.ts';
import {
  attentionLoss,
  type ComparedStates,
  type ComparedTeacher,
  embeddingLoss,
  hiddenLoss,
  type TeacherMaps,
} from '../loss/tinybert.ts';
import type { FrozenStates } from '../model/frozen-states.ts';
import { encodeStates, type LayerStates } from '../model/layer-states.ts';
import { poolNews } from '../model/news-encoder.ts';
import { parameter, type Params, type Shapes } from '../model/params.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { clickLabels, clickSlots, type ClickSlots, forwardClicks } from './click-forward.ts';
import { teacherLayer } from './layer-map.ts';
import { type StepLoss, totalSteps, type TrainingMethod, warmUp } from './method.ts';
import { frozenStatesOf, type StateTeacher, teacherScores, teacherTextWeights } from './state-teachers.ts';
import { type WeightedTerm, weightedTerms } from './weighted-terms.ts';

export interface TinyBertInputs {
  /** The whole student. */
  params: Params;
  config: PlmConfig;
  /** Its trained parameters and, for two phases, the maps of `tinyBertMapShapes()`. */
  trainable: ReadonlyMap<string, tf.Variable>;
  /** The student's, for the scores of phase 2. */
  encoder: TextEncoder;
  titles: Texts;
  /** M >= 1 of equal depth. */
  teachers: readonly StateTeacher[];
  batches: ClickBatches;
  model: ModelSettings;
  procedure: 'two-phase' | 'one-phase';
  settings: TinyBertSettings;
  seed: number;
}

/** A layer of the student and the one of each teacher it is compared with, 1-based. */
interface LayerPair {
  student: number;
  teacher: number;
}

/** Every layer of the student with the last of its block of the teacher's. */
function mappedPairs(k: number, K: number): LayerPair[] {
  return Array.from({ length: k }, (_, i) => ({ student: i + 1, teacher: teacherLayer(i + 1, k, K) }));
}

/** The last two layers with the last two; one where either has only one. */
function lastPairs(k: number, K: number): LayerPair[] {
  const backwards = [1, 0].filter((back) => back < Math.min(k, K));
  return backwards.map((back) => ({ student: k - back, teacher: K - back }));
}

/** Shapes of the maps of phase 1: `W_h.j.i.weight` of student layer j and teacher i, `W_e.i.weight`; `[D_t, D_s]`. */
export function tinyBertMapShapes(student: PlmConfig, teachers: readonly PlmConfig[]): Shapes {
  const shapes: Shapes = new Map();
  teachers.forEach(({ hiddenSize }, i) => {
    shapes.set(`W_e.${i}.weight`, [hiddenSize, student.hiddenSize]);
    for (let j = 1; j <= student.layers; j++)
      shapes.set(`W_h.${j}.${i}.weight`, [hiddenSize, student.hiddenSize]);
  });
  return shapes;
}

function mapsOf(params: Params, pairs: readonly LayerPair[], teachers: number): TeacherMaps[] {
  return Array.from({ length: teachers }, (_, i) => ({
    embeddings: { weight: parameter(params, `W_e.${i}.weight`) },
    hidden: pairs.map(({ student }) => ({ weight: parameter(params, `W_h.${student}.${i}.weight`) })),
  }));
}

class TinyBert {
  private readonly inputs: TinyBertInputs;
  private readonly pairs: LayerPair[];
  /** Of each teacher. */
  private readonly frozen: FrozenStates[];

  constructor(inputs: TinyBertInputs) {
    const { procedure, config, teachers, titles: texts, settings } = inputs;
    this.inputs = inputs;
    const depth = teachers[0]!.config.layers;
    this.pairs = (procedure === 'two-phase' ? mappedPairs : lastPairs)(config.layers, depth);
    const layers = this.pairs.map(({ teacher }) => teacher);
    this.frozen = frozenStatesOf(teachers, texts, layers, settings.attentionWeight !== 0);
  }

  /** Steps of phase 1; none where no term of it has a weight. */
  intermediateSteps(): number {
    const { settings, batches, procedure } = this.inputs;
    const used = settings.hiddenWeight + settings.attentionWeight + settings.embeddingWeight > 0;
    if (procedure === 'one-phase' || !used) return 0;
    return totalSteps(settings.intermediateEpochs, batches.stepsPerEpoch, settings.intermediateMaxSteps);
  }

  /** Phase 1, on the batch of this step. */
  intermediate(step: number): StepLoss {
    const { inputs, pairs } = this;
    const { settings, teachers, trainable } = inputs;
    const slots = clickSlots(inputs.batches.at(step));
    const states = this.studentStates(slots, step, 0);
    const { mask } = states;
    const scores = () => teacherScores(teachers, slots, inputs.model.historyPadding);
    const against = this.teacherStates(slots, mask.shape[1], scores);
    const student = this.compared(states);
    const maps = mapsOf(trainable, pairs, teachers.length);
    return weightedTerms({
      hidden: { weight: settings.hiddenWeight, measure: () => hiddenLoss(student, against, mask, maps) },
      attention: { weight: settings.attentionWeight, measure: () => attentionLoss(student, against, mask) },
      emb: { weight: settings.embeddingWeight, measure: () => embeddingLoss(student, against, mask, maps) },
    });
  }

  /** Phase 2, on the batch of `batch`; `step` names the dropout. */
  prediction(batch: number, step: number): StepLoss {
    const { params, encoder, teachers, batches, model } = this.inputs;
    const slots = clickSlots(batches.at(batch));
    const vectors = encoder.encode(slots.news, ['dropout', step]);
    const { logits } = forwardClicks(params, slots, vectors, model.historyPadding);
    return weightedTerms({
      distill: this.distill(logits, teacherScores(teachers, slots, model.historyPadding)),
    });
  }

  /** Everything at once, on the batch of this step. */
  atOnce(step: number): StepLoss {
    const { params, titles, teachers, batches, model, settings } = this.inputs;
    const slots = clickSlots(batches.at(step));
    // The news vectors come of the same pass, so padding that takes part in pooling has to be in it.
    const unmasked = model.tokenPooling === 'unmasked';
    const padTo = unmasked ? titles.maxTokens : 0;
    const states = this.studentStates(slots, step, padTo);
    const { mask } = states;
    const vectors = poolNews(params, states.hidden.at(-1)!, unmasked ? undefined : mask);
    const { logits } = forwardClicks(params, slots, vectors, model.historyPadding);
    const scores = teacherScores(teachers, slots, model.historyPadding);
    const against = this.teacherStates(slots, mask.shape[1], () => scores);
    const student = this.compared(states);
    const target = () => tf.mean(crossEntropy(logits, clickLabels(slots.size))) as tf.Scalar;
    return weightedTerms({
      distill: this.distill(logits, scores),
      hidden: { weight: settings.hiddenWeight, measure: () => hiddenLoss(student, against, mask) },
      attention: { weight: settings.attentionWeight, measure: () => attentionLoss(student, against, mask) },
      target: { weight: settings.targetWeight, measure: target },
    });
  }

  /** `T^2 soft(sum_i w_i z_i, z_s; T)`; with one teacher w is 1. */
  private distill(logits: tf.Tensor2D, scores: readonly tf.Tensor2D[]): WeightedTerm {
    const { distillWeight: weight, temperature } = this.inputs.settings;
    const mixed = () =>
      scores.length === 1
        ? scores[0]!
        : mixLogits(scores, teacherWeights(scores, clickLabels(logits.shape[0])));
    const measure = () =>
      tf.mul(tf.mean(softCrossEntropy(mixed(), logits, temperature)), temperature ** 2) as tf.Scalar;
    return { weight, measure };
  }

  private studentStates(slots: ClickSlots, step: number, padTo: number): LayerStates {
    const { params, config, titles: texts, settings, seed } = this.inputs;
    const dropout = { rate: settings.dropout, seed, path: ['dropout', step] };
    const scores = settings.attentionWeight !== 0;
    return encodeStates({ params, config, texts, indices: slots.news, padTo, dropout, scores });
  }

  private compared({ embeddings, hidden, scores }: LayerStates): ComparedStates {
    const at = <T>(all: readonly T[]) => this.pairs.map(({ student }) => all[student - 1]!);
    return { embeddings, hidden: at(hidden), scores: scores.length > 0 ? at(scores) : [] };
  }

  /** The teachers' states of the batch's news, as long as the student's. */
  private teacherStates(slots: ClickSlots, length: number, scores: () => tf.Tensor2D[]): ComparedTeacher[] {
    const weights = teacherTextWeights(this.frozen.length, slots, scores);
    return this.frozen.map((frozen, i) => ({
      states: frozen.rows(slots.news, length),
      textWeights: weights[i]!,
    }));
  }
}

export function tinyBert(inputs: TinyBertInputs): TrainingMethod {
  const { trainable, settings, batches, procedure } = inputs;
  const method = new TinyBert(inputs);
  const first = method.intermediateSteps();
  const second = totalSteps(settings.epochs, batches.stepsPerEpoch, settings.maxSteps);
  const twoPhase = (step: number) =>
    step < first ? method.intermediate(step) : method.prediction(step - first, step);
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    amsgrad: settings.amsgrad,
    totalSteps: first + second,
    // Each phase warms up: in the second, other parameters begin to train.
    rateFactor: (step) => warmUp(settings.warmupSteps, step < first ? step : step - first),
    validFrom: first,
    loss: procedure === 'two-phase' ? twoPhase : (step) => method.atOnce(step),
  };
}
