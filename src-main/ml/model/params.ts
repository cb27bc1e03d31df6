/**
 * Names and shapes of every parameter (PyTorch layout, Hugging Face's BERT names under `plm.`), their count, and a
 * random start. Holds no tensor; reading weights from disk is the data layer's.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { Rng } from '#shared/random.ts';

/** Named tensors of a model; a variable is a tensor, so frozen and trainable ones mix freely. */
export type Params = ReadonlyMap<string, tf.Tensor>;
export type Shapes = Map<string, number[]>;

export interface RecommenderSizes {
  /** Width of a news and a user vector. */
  newsDim: number;
  /** Width of the hidden layer of both attention poolings. */
  queryDim: number;
}

/** The parameter of this name. @throws RangeError naming it when it is missing */
export function parameter(params: Params, name: string): tf.Tensor {
  const tensor = params.get(name);
  if (!tensor) throw new RangeError(`The model has no parameter "${name}".`);
  return tensor;
}

function addLinear(shapes: Shapes, name: string, outputSize: number, inputSize: number): void {
  shapes.set(`${name}.weight`, [outputSize, inputSize]);
  shapes.set(`${name}.bias`, [outputSize]);
}

function addLayerNorm(shapes: Shapes, name: string, size: number): void {
  shapes.set(`${name}.weight`, [size]);
  shapes.set(`${name}.bias`, [size]);
}

function addPooling(shapes: Shapes, name: string, inputSize: number, queryDim: number): void {
  addLinear(shapes, `${name}.att_fc1`, queryDim, inputSize);
  addLinear(shapes, `${name}.att_fc2`, 1, queryDim);
}

/** Shapes of a BERT or UniLMv2 encoder, pooler included where the configuration has one. */
export function plmParameterShapes(config: PlmConfig): Shapes {
  const { hiddenSize: width, intermediateSize } = config;
  const shapes: Shapes = new Map();
  const embeddings = 'plm.embeddings';
  shapes.set(`${embeddings}.word_embeddings.weight`, [config.vocabSize, width]);
  shapes.set(`${embeddings}.position_embeddings.weight`, [config.maxPositions, width]);
  shapes.set(`${embeddings}.token_type_embeddings.weight`, [config.typeVocabSize, width]);
  addLayerNorm(shapes, `${embeddings}.LayerNorm`, width);
  if (config.arch === 'unilmv2') shapes.set('plm.rel_pos_bias.weight', [config.heads, config.relPosBuckets]);
  for (let i = 0; i < config.layers; i++) {
    const layer = `plm.encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value'])
      addLinear(shapes, `${layer}.attention.self.${part}`, width, width);
    addLinear(shapes, `${layer}.attention.output.dense`, width, width);
    addLayerNorm(shapes, `${layer}.attention.output.LayerNorm`, width);
    addLinear(shapes, `${layer}.intermediate.dense`, intermediateSize, width);
    addLinear(shapes, `${layer}.output.dense`, width, intermediateSize);
    addLayerNorm(shapes, `${layer}.output.LayerNorm`, width);
  }
  if (config.pooler) addLinear(shapes, 'plm.pooler.dense', width, width);
  return shapes;
}

/** Shapes of the whole recommender: PLM, news and user pooling, the dense map D -> newsDim, `pad_doc`. */
export function recommenderParameterShapes(config: PlmConfig, sizes: RecommenderSizes): Shapes {
  const shapes = plmParameterShapes(config);
  addPooling(shapes, 'news.pooling', config.hiddenSize, sizes.queryDim);
  addLinear(shapes, 'news.dense', sizes.newsDim, config.hiddenSize);
  addPooling(shapes, 'user.pooling', sizes.newsDim, sizes.queryDim);
  shapes.set('user.pad_doc', [1, sizes.newsDim]);
  return shapes;
}

/** Shapes of the masked language model's head; its decoder is the word embedding itself. */
export function mlmHeadShapes(config: PlmConfig): Shapes {
  const shapes: Shapes = new Map();
  addLinear(shapes, 'mlm.transform.dense', config.hiddenSize, config.hiddenSize);
  addLayerNorm(shapes, 'mlm.transform.LayerNorm', config.hiddenSize);
  shapes.set('mlm.bias', [config.vocabSize]);
  return shapes;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

/** Number of scalars in all parameters. */
export function countParameters(shapes: ReadonlyMap<string, readonly number[]>): number {
  let count = 0;
  for (const shape of shapes.values()) count += sizeOf(shape);
  return count;
}

export interface InitialValue {
  shape: number[];
  data: Float32Array;
}

/** BERT's 0.02 at its width of 768; a narrow PLM needs larger weights for activations of the same size. */
export const startDeviation = (width: number): number => 0.02 * Math.sqrt(768 / width);

/**
 * BERT's random start: matrices normal with standard deviation `std`, biases 0, LayerNorm weights 1. Each parameter
 * draws from its own stream, so its values do not depend on which others there are.
 */
export function initialise(
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
  std = 0.02,
): Map<string, InitialValue> {
  const values = new Map<string, InitialValue>();
  for (const [name, shape] of shapes) {
    const data = new Float32Array(sizeOf(shape));
    if (name.endsWith('LayerNorm.weight')) data.fill(1);
    else if (shape.length > 1) {
      const rng = new Rng(seed, 'initialise', name);
      for (let i = 0; i < data.length; i++) data[i] = std * rng.normal();
    }
    values.set(name, { shape: [...shape], data });
  }
  return values;
}
