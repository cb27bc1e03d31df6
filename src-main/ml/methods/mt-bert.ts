/**
 * MT-BERT's student: it learns recommendation from M frozen teachers of different PLMs, by their scores and by the
 * states of their layers (arXiv 2106.01023).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { ModelSettings, MtBertSettings } from '#shared/config/settings.ts';
import type { ClickBatches } from '../data/clicks.ts';
import { textWeights } from '../data/text-weights.ts';
import type { Texts } from '../data/texts.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import { discountedDistillation, type MappedTeacher, mappedHiddenTerm } from '../loss/mt-bert.ts';
import type { FrozenStates } from '../model/frozen-states.ts';
import { encodeStates, type LayerStates } from '../model/layer-states.ts';
import { poolNews } from '../model/news-encoder.ts';
import { parameter, type Params, type Shapes } from '../model/params.ts';
import type { TextEncoder } from '../model/text-encoder.ts';
import { clickLabels, clickSlots, type ClickSlots, forwardClicks } from './click-forward.ts';
import { teacherLayer } from './layer-map.ts';
import { schedule, type StepLoss, type TrainingMethod } from './method.ts';
import { frozenStatesOf, type StateTeacher, teacherScores } from './state-teachers.ts';
import { weightedTerms } from './weighted-terms.ts';

export interface MtBertInputs {
  /** The whole student. */
  params: Params;
  config: PlmConfig;
  /** Its trained parameters and the maps of `mtBertMapShapes()`. */
  trainable: ReadonlyMap<string, tf.Variable>;
  /** The student's, for a loss without states. */
  encoder: TextEncoder;
  titles: Texts;
  /** M >= 1 of equal depth; their PLMs read the same token ids as the student's. */
  teachers: readonly StateTeacher[];
  batches: ClickBatches;
  model: ModelSettings;
  settings: MtBertSettings;
  seed: number;
}

/** Shapes of the maps `W_h.j.i` of student layer j and teacher i: weight `[D_s, D_t]`, bias `[D_s]`. */
export function mtBertMapShapes(student: PlmConfig, teachers: readonly PlmConfig[]): Shapes {
  const shapes: Shapes = new Map();
  teachers.forEach(({ hiddenSize }, i) => {
    for (let j = 1; j <= student.layers; j++)
      shapes
        .set(`W_h.${j}.${i}.weight`, [student.hiddenSize, hiddenSize])
        .set(`W_h.${j}.${i}.bias`, [student.hiddenSize]);
  });
  return shapes;
}

class MtBert {
  private readonly inputs: MtBertInputs;
  /** Layer of each teacher that layer j of the student is compared with, 1-based. */
  private readonly layers: number[];
  /** Of each teacher. */
  private readonly frozen: FrozenStates[];

  constructor(inputs: MtBertInputs) {
    const { config, teachers, titles } = inputs;
    this.inputs = inputs;
    const depth = teachers[0]!.config.layers;
    this.layers = Array.from({ length: config.layers }, (_, j) => teacherLayer(j + 1, config.layers, depth));
    this.frozen = frozenStatesOf(teachers, titles, this.layers, false);
  }

  loss(step: number): StepLoss {
    const { params, encoder, teachers, batches, model, settings } = this.inputs;
    const slots = clickSlots(batches.at(step));
    const unmasked = model.tokenPooling === 'unmasked';
    const states = settings.hiddenWeight === 0 ? undefined : this.studentStates(slots, step);
    const vectors = states
      ? poolNews(params, states.hidden.at(-1)!, unmasked ? undefined : states.mask)
      : encoder.encode(slots.news, ['dropout', step]);
    const { logits } = forwardClicks(params, slots, vectors, model.historyPadding);
    const labels = clickLabels(slots.size);
    const scores = () => teacherScores(teachers, slots, model.historyPadding);
    return weightedTerms({
      hidden: { weight: settings.hiddenWeight, measure: () => this.hidden(states!, slots) },
      distill: {
        weight: settings.distillWeight,
        measure: () => discountedDistillation(logits, scores(), labels, settings.temperature),
      },
      target: { weight: settings.targetWeight, measure: () => tf.mean(crossEntropy(logits, labels)) },
    });
  }

  /** The news vectors come of the same pass, so padding that takes part in pooling has to be in it. */
  private padTo(): number {
    const { model, titles } = this.inputs;
    return model.tokenPooling === 'unmasked' ? titles.maxTokens : 0;
  }

  private studentStates(slots: ClickSlots, step: number): LayerStates {
    const { params, config, titles: texts, settings, seed } = this.inputs;
    const dropout = { rate: settings.dropout, seed, path: ['dropout', step] };
    return encodeStates({
      params,
      config,
      texts,
      indices: slots.news,
      padTo: this.padTo(),
      dropout,
      scores: false,
    });
  }

  private hidden(states: LayerStates, slots: ClickSlots): tf.Scalar {
    const { trainable } = this.inputs;
    const { layers } = this;
    const weights = tf.tensor1d(textWeights(slots));
    const length = states.mask.shape[1];
    const mapped = this.frozen.map((frozen, i): MappedTeacher => ({
      hidden: frozen.rows(slots.news, length).hidden,
      maps: layers.map((_, j) => ({
        weight: parameter(trainable, `W_h.${j + 1}.${i}.weight`),
        bias: parameter(trainable, `W_h.${j + 1}.${i}.bias`),
      })),
    }));
    return mappedHiddenTerm(states.hidden, mapped, states.mask, weights);
  }
}

export function mtBert(inputs: MtBertInputs): TrainingMethod {
  const { trainable, settings, batches } = inputs;
  const method = new MtBert(inputs);
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => method.loss(step),
  };
}
