/**
 * NewsBERT with one teacher, NewsBERT-MT with several (docs/numerics.md): teachers and student learn together, under
 * the same news pooling, dense map and user encoder; the student's layers take part of the teachers' gradients.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import {
  type ModelSettings,
  type NewsBertSettings,
  trainsEmbeddingsOnClicks,
} from '#shared/config/settings.ts';
import type { ClickBatches } from '../data/clicks.ts';
import type { Texts } from '../data/texts.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import { constantOutputs, type JointOutputs, jointTerms } from '../loss/newsbert.ts';
import { encodeStates } from '../model/layer-states.ts';
import { poolNews } from '../model/news-encoder.ts';
import type { Params } from '../model/params.ts';
import { clickLabels, clickSlots, type ClickSlots, forwardClicks } from './click-forward.ts';
import { teacherLayer } from './layer-map.ts';
import { schedule, type StepLoss, type TrainingMethod } from './method.ts';
import { momentumBlocks, withMomentum } from './momentum.ts';
import { teacherTextWeights } from './state-teachers.ts';
import { weightedTerms } from './weighted-terms.ts';

/** A recommender: its own PLM, and the shared `news.*` and `user.*`. */
export interface JointModel {
  params: Params;
  config: PlmConfig;
}

export interface NewsBertInputs {
  student: JointModel;
  /** M >= 1 of equal depth and of the student's width. */
  teachers: readonly JointModel[];
  /** The student's trained parameters by their names, those of teacher i as `teacher.i.plm.*`. */
  trainable: ReadonlyMap<string, tf.Variable>;
  titles: Texts;
  batches: ClickBatches;
  model: ModelSettings;
  settings: NewsBertSettings;
  seed: number;
}

/** The outputs of one model for a batch, and the mask of its texts' tokens `[N, L]`. */
interface Pass {
  outputs: JointOutputs;
  mask: tf.Tensor2D;
}

/**
 * Student and teachers draw the same dropout at the same places: states that are compared then differ by what the
 * models know, not by what was dropped.
 */
function pass(
  model: JointModel,
  trainableLayers: number,
  inputs: NewsBertInputs,
  slots: ClickSlots,
  step: number,
): Pass {
  const { titles: texts, settings, seed } = inputs;
  const { tokenPooling, historyPadding } = inputs.model;
  const { params, config } = model;
  const unmasked = tokenPooling === 'unmasked';
  const { embeddings, hidden, mask } = encodeStates({
    params,
    config,
    texts,
    indices: slots.news,
    padTo: unmasked ? texts.maxTokens : 0,
    dropout: { rate: settings.dropout, seed, path: ['dropout', step] },
    scores: false,
    frozenLayers: trainsEmbeddingsOnClicks(inputs.model)
      ? undefined
      : Math.max(0, config.layers - trainableLayers),
  });
  const news = poolNews(params, hidden.at(-1)!, unmasked ? undefined : mask);
  const { logits } = forwardClicks(params, slots, news, historyPadding);
  return { outputs: { logits, embeddings, hidden, news }, mask };
}

function lossOf(inputs: NewsBertInputs, layerMap: readonly number[], step: number): StepLoss {
  const { settings, batches, teachers } = inputs;
  const slots = clickSlots(batches.at(step));
  const labels = clickLabels(slots.size);
  const own = pass(inputs.student, settings.trainableLayers, inputs, slots, step);
  const others = teachers.map(
    (teacher) => pass(teacher, settings.teacherTrainableLayers, inputs, slots, step).outputs,
  );
  const constants = others.map(constantOutputs);
  const scores = () => constants.map(({ logits }) => logits);
  const terms = jointTerms({
    student: own.outputs,
    teachers: constants,
    textWeights: teacherTextWeights(teachers.length, slots, scores),
    labels,
    mask: own.mask,
    layerMap,
    temperature: settings.temperature,
  });
  const teacherLoss = () =>
    tf.addN(others.map(({ logits }) => tf.mean(crossEntropy(logits, labels)))) as tf.Scalar;
  return weightedTerms({
    distill: { weight: settings.distillWeight, measure: terms.distill },
    emb: { weight: settings.embeddingWeight, measure: terms.emb },
    hidden: { weight: settings.hiddenWeight, measure: terms.hidden },
    news: { weight: settings.newsWeight, measure: terms.news },
    target: { weight: settings.targetWeight, measure: terms.target },
    teacher: { weight: 1, measure: teacherLoss },
  });
}

export function newsBert(inputs: NewsBertInputs): TrainingMethod {
  const { student, teachers, trainable, batches, settings } = inputs;
  const k = student.config.layers;
  const K = teachers[0]!.config.layers;
  const layerMap = Array.from({ length: k }, (_, j) => teacherLayer(j + 1, k, K) - 1);
  const blocks = momentumBlocks(
    { layers: k, trainableLayers: settings.trainableLayers },
    { layers: K, trainableLayers: settings.teacherTrainableLayers },
  );
  return {
    trainable,
    groups: [{ names: [...trainable.keys()], learningRate: settings.learningRate }],
    ...schedule(settings, batches.stepsPerEpoch),
    loss: (step) => lossOf(inputs, layerMap, step),
    adjustGradients: (gradients) => withMomentum(gradients, blocks, teachers.length, settings.momentum),
  };
}
