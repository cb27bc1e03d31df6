/**
 * How large a stage's files are, how large its checkpoint, and how much memory it takes, by arithmetic: parameters, news
 * and batch. A measured stage of the kind corrects it (estimate-cost.ts).
 */
import type { ModelSettings } from '#shared/config/settings.ts';
import type { StageConfig } from '#shared/trainer-protocol/stages.ts';
import type { DataFacts, PlmFacts } from './stage-facts.ts';
import { distinctNews, impressionsOf, textLength } from './stage-work.ts';

const FLOAT = 4;
/** Node, the backend and its kernels, before any model. */
const PROCESS_BYTES = 250e6;
/** Candidates of an impression (MIND: 37). */
const CANDIDATES = 37;
/** Tensors of about the width that a trained layer keeps for its gradient, per token. */
const KEPT_PER_LAYER = 14;
/** As in src-main/ml/model/text-encoder.ts: activations of frozen layers are kept up to this. */
const CACHE_BYTES = 2e9;
/** Dataset and tokens, in JavaScript. */
const BYTES_PER_IMPRESSION = 400;

export interface StageBytes {
  artifact: number;
  checkpoint: number;
  memory: number;
}

const layerParameters = ({ hiddenSize: d, intermediateSize }: PlmFacts): number =>
  4 * d * d + 2 * d * intermediateSize + 9 * d + intermediateSize;
const plmParameters = (plm: PlmFacts, layers: number): number =>
  (plm.vocabSize + 514) * plm.hiddenSize + layers * layerParameters(plm);
const headParameters = ({ newsDim, queryDim }: ModelSettings, { hiddenSize }: PlmFacts): number =>
  hiddenSize * (queryDim + newsDim) + newsDim * queryDim + 4 * queryDim + 2 * newsDim;

interface Training {
  layers: number;
  trained: number;
  model: ModelSettings | null;
  /** Texts of one step that are encoded together, and the tokens of each. */
  texts: number;
  tokens: number;
  /** Whole models beside the one that trains. */
  besideLayers?: number;
  /** Models that are written. */
  copies?: number;
  /** Frozen layers are computed once and kept. */
  keepsBorder?: boolean;
}

function trainingBytes(plm: PlmFacts, data: DataFacts, training: Training): StageBytes {
  const {
    layers,
    trained,
    model,
    texts,
    tokens,
    besideLayers = 0,
    copies = 1,
    keepsBorder = false,
  } = training;
  const embeddings = model === null || model.trainEmbeddings ? plm.vocabSize * plm.hiddenSize : 0;
  const own = trained * layerParameters(plm) + embeddings + (model ? headParameters(model, plm) : 0);
  const attention = texts * tokens * tokens * Math.max(1, plm.hiddenSize / 64) * 2;
  const activations = trained * (KEPT_PER_LAYER * texts * tokens * plm.hiddenSize + attention);
  const border =
    keepsBorder && trained < layers ? Math.min(CACHE_BYTES, data.news * tokens * plm.hiddenSize * FLOAT) : 0;
  const weights = plmParameters(plm, layers) + besideLayers * layerParameters(plm);
  // Gradients and Adam's two moments.
  const optimiser = 3 * own;
  return {
    artifact: copies * own * FLOAT,
    checkpoint: 3 * own * FLOAT,
    memory: PROCESS_BYTES + dataBytes(data) + border + FLOAT * (weights + optimiser + activations),
  };
}

const dataBytes = ({ impressions, news, titleTokens, bodyTokens }: DataFacts): number =>
  impressions.train * BYTES_PER_IMPRESSION + news * (titleTokens + bodyTokens) * FLOAT;

export function bytesOf(config: StageConfig, plm: PlmFacts, data: DataFacts): StageBytes {
  const onClicks = (
    settings: { batchSize: number; trainableLayers: number; dropout: number },
    layers: number,
    more: Partial<Training> = {},
  ): StageBytes => {
    const { input, model } = config as Extract<StageConfig, { kind: 'fine-tune' }>;
    return trainingBytes(plm, data, {
      layers,
      trained: Math.min(settings.trainableLayers, layers),
      model,
      texts: distinctNews(settings.batchSize, input, data.news),
      tokens: textLength(data.titleTokens, input.maxTitleTokens),
      keepsBorder: settings.dropout === 0,
      ...more,
    });
  };
  const onPairs = (
    layers: number,
    settings: { batchSize: number; trainableLayers: number },
    texts: { negatives: number; maxTitleTokens: number; maxBodyTokens: number },
    model: ModelSettings,
    copies = 1,
  ): StageBytes => {
    const body = textLength(data.bodyTokens, texts.maxBodyTokens);
    const title = textLength(data.titleTokens, texts.maxTitleTokens);
    const tokens = settings.batchSize * (body + (1 + texts.negatives) * title);
    const trained = Math.min(settings.trainableLayers, layers);
    return trainingBytes(plm, data, { layers, trained, model, texts: tokens / body, tokens: body, copies });
  };
  switch (config.kind) {
    case 'tokenize':
      return small(data.news * (data.titleTokens + data.bodyTokens) * FLOAT, data);
    case 'pretrain': {
      const { batchSize, maxTokens } = config.mlm;
      const tokens = textLength(data.bodyTokens, maxTokens);
      const layers = config.plm.layers;
      return trainingBytes(plm, data, { layers, trained: layers, model: null, texts: batchSize, tokens });
    }
    case 'adapt': {
      const { batchSize, maxTokens, trainableLayers } = config.domainMlm;
      const pieces = config.text === 'bodies' ? data.bodyTokens : data.titleTokens;
      const tokens = textLength(pieces, maxTokens);
      const trained = Math.min(trainableLayers, config.layers);
      return trainingBytes(plm, data, {
        layers: config.layers,
        trained,
        model: null,
        texts: batchSize,
        tokens,
      });
    }
    case 'post-train':
      return onPairs(
        config.layers,
        config.postTraining,
        config.postTraining,
        config.model,
        config.postTraining.copies,
      );
    case 'stage-one':
      return onPairs(config.layers, config.stageOne, config.postTraining, config.model);
    case 'fine-tune':
      return onClicks(config.fineTuning, config.layers);
    case 'stage-two':
      return onClicks(config.stageTwo, config.layers);
    case 'tinybert':
      return onClicks(config.tinyBert, config.layers, {
        besideLayers: config.teachers * config.teacherLayers,
      });
    case 'newsbert': {
      const { teacherLayers, teacherFiles } = config;
      return onClicks(config.newsBert, config.layers, {
        besideLayers: 3 * teacherFiles.length * teacherLayers,
      });
    }
    case 'mt-bert-teachers': {
      const { teachers, layers } = config;
      return onClicks(config.fineTuning, layers, { besideLayers: (teachers - 1) * layers, copies: teachers });
    }
    case 'mt-bert':
      return onClicks(config.mtBert, config.layers, { besideLayers: config.teachers * config.teacherLayers });
    case 'embed': {
      const vectors = (config.maxBodyTokens > 0 ? 2 : 1) * data.news * config.model.newsDim * FLOAT;
      const { memory } = small(vectors, data);
      return { artifact: vectors, checkpoint: 0, memory: memory + FLOAT * plmParameters(plm, config.layers) };
    }
    case 'evaluate':
      // A score for each candidate, four metrics for each impression.
      return small(impressionsOf(config.evaluation, data) * (CANDIDATES + 4) * FLOAT, data);
    case 'efficiency': {
      const layers = config.models.reduce((sum, one) => sum + one.layers, 0);
      const { memory } = small(10e3, data);
      return { artifact: 10e3, checkpoint: 0, memory: memory + 3 * FLOAT * plmParameters(plm, layers) };
    }
    default:
      return small(0, data);
  }
}

const small = (artifact: number, data: DataFacts): StageBytes => ({
  artifact,
  checkpoint: 0,
  memory: PROCESS_BYTES + dataBytes(data) + artifact,
});
