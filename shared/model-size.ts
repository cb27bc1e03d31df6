/**
 * Number of parameters of a recommender, by arithmetic alone: PLM of the first k layers, token pooling, projection, user
 * pooling and `pad_doc` (docs/numerics.md, "Models"). It builds no tensor; the trainer's models are tested against it.
 */
import type { PlmConfig } from './config/plm-config.ts';
import { AppError } from './errors.ts';

/** Widths of the heads; the paper's are the default. */
export interface HeadWidths {
  /** Width of news and user vectors. Default 256. */
  newsDim?: number;
  /** Inner width of attention pooling. Default 200. */
  queryDim?: number;
}

/** Weight and bias of a linear map. */
const linear = (from: number, to: number): number => from * to + to;
/** Scale and shift. */
const layerNorm = (width: number): number => 2 * width;
const attentionPooling = (width: number, queryDim: number): number =>
  linear(width, queryDim) + linear(queryDim, 1);

/**
 * Parameters of the PLM's first `layers` layers with its embeddings, pooler and relative position bias.
 * @param layers default: all
 * @throws AppError `bad-input` when the PLM has fewer layers
 */
export function plmParameters(config: PlmConfig, layers: number = config.layers): number {
  if (!Number.isInteger(layers) || layers < 1 || layers > config.layers)
    throw AppError.of(
      'bad-input',
      'error.model.layers',
      { layers, plmLayers: config.layers },
      { layers, plmLayers: config.layers },
    );
  const width = config.hiddenSize;
  const embeddings =
    (config.vocabSize + config.maxPositions + config.typeVocabSize) * width + layerNorm(width);
  const layer =
    4 * linear(width, width) + // query, key, value, output; UniLMv2's key bias is stored as zeros
    layerNorm(width) +
    linear(width, config.intermediateSize) +
    linear(config.intermediateSize, width) +
    layerNorm(width);
  const pooler = config.pooler ? linear(width, width) : 0;
  const relativePositionBias = config.arch === 'unilmv2' ? config.relPosBuckets * config.heads : 0;
  return embeddings + layers * layer + pooler + relativePositionBias;
}

/** Parameters of the whole recommender with the first `layers` layers of the PLM; the size column of tables. */
export function recommenderParameters(
  config: PlmConfig,
  layers: number = config.layers,
  { newsDim = 256, queryDim = 200 }: HeadWidths = {},
): number {
  const newsEncoder = attentionPooling(config.hiddenSize, queryDim) + linear(config.hiddenSize, newsDim);
  const padDoc = newsDim;
  return plmParameters(config, layers) + newsEncoder + attentionPooling(newsDim, queryDim) + padDoc;
}
