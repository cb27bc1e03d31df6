/**
 * The layer states of a frozen model on texts that come again and again: computed once per text and kept in memory where
 * they fit, else anew for each batch. As with the frozen border, texts are computed in fixed blocks, so that the bits do
 * not depend on the order in which batches ask for them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { textLength, type Texts } from '../data/texts.ts';
import { offTape } from '../ops/kernel.ts';
import { encodeStates } from './layer-states.ts';
import type { Params } from './params.ts';

const BLOCK = 32;

export interface FrozenStatesOptions {
  params: Params;
  config: PlmConfig;
  texts: Texts;
  /** 1-based layers that are asked for. */
  layers: readonly number[];
  /** Whether their attention scores are, too. */
  scores: boolean;
  /** Most memory to keep states in. */
  cacheBytes: number;
}

/** States at the chosen layers; what stands at padding has no meaning. */
export interface ChosenStates {
  /** `[N, L, D]` */
  embeddings: tf.Tensor3D;
  /** `[N, L, D]` of each layer. */
  hidden: tf.Tensor3D[];
  /** `[N, A, L, L]` of each layer; empty unless asked for. */
  scores: tf.Tensor4D[];
}

/** Where values lie in an array: from `at`, groups of `length` rows, `stride` apart. */
interface Grid {
  values: Float32Array;
  at: number;
  length: number;
  stride: number;
}

/** Copies the first `tokens` rows of each group, `width` values of each. */
function copyRows(from: Grid, to: Grid, groups: number, tokens: number, width: number): void {
  for (let group = 0; group < groups; group++)
    for (let token = 0; token < tokens; token++) {
      const start = from.at + (group * from.length + token) * from.stride;
      const target = to.at + (group * to.length + token) * to.stride;
      to.values.set(from.values.subarray(start, start + width), target);
    }
}

export class FrozenStates {
  private readonly options: FrozenStatesOptions;
  private readonly isKept: boolean;
  /** By block, then by text: embeddings, layers, scores, without padding. */
  private readonly blocks: (Float32Array[][] | undefined)[] = [];

  constructor(options: FrozenStatesOptions) {
    this.options = options;
    this.isKept = FrozenStates.bytes(options) <= options.cacheBytes;
  }

  /** Bytes that the states of all texts take. */
  static bytes({ config, texts, layers, scores }: FrozenStatesOptions): number {
    let values = 0;
    for (let i = 0; i + 1 < texts.offsets.length; i++) {
      const tokens = textLength(texts, i);
      values += (1 + layers.length) * tokens * config.hiddenSize;
      if (scores) values += layers.length * config.heads * tokens ** 2;
    }
    return values * 4;
  }

  /** States of some texts, constant, padded to `length` tokens; tensors of the surrounding tidy. */
  rows(indices: Int32Array, length: number): ChosenStates {
    const all = this.isKept ? this.gather(indices, length) : this.compute(indices, length);
    const states = 1 + this.options.layers.length;
    return {
      embeddings: all[0] as tf.Tensor3D,
      hidden: all.slice(1, states) as tf.Tensor3D[],
      scores: all.slice(states) as tf.Tensor4D[],
    };
  }

  private compute(indices: Int32Array, padTo: number): tf.Tensor[] {
    const { layers, scores } = this.options;
    return offTape(() => {
      const states = encodeStates({ ...this.options, indices, padTo });
      const at = <T>(all: readonly T[]) => layers.map((layer) => all[layer - 1]!);
      return [states.embeddings, ...at(states.hidden), ...(scores ? at(states.scores) : [])];
    });
  }

  /** Groups and row width of kept array `k` where rows are `length` long. */
  private shapeOf(k: number, length: number): { groups: number; width: number } {
    const { config, layers } = this.options;
    return k <= layers.length
      ? { groups: 1, width: config.hiddenSize }
      : { groups: config.heads, width: length };
  }

  private gather(indices: Int32Array, length: number): tf.Tensor[] {
    const { config, layers, scores, texts } = this.options;
    const count = indices.length;
    return Array.from({ length: 1 + layers.length * (scores ? 2 : 1) }, (_, k) => {
      const { groups, width } = this.shapeOf(k, length);
      const size = groups * length * width;
      const values = new Float32Array(count * size);
      indices.forEach((index, row) => {
        const tokens = textLength(texts, index);
        const own = this.shapeOf(k, tokens).width;
        const from = { values: this.find(index)[k]!, at: 0, length: tokens, stride: own };
        copyRows(from, { values, at: row * size, length, stride: width }, groups, tokens, own);
      });
      return tf.tensor(
        values,
        k <= layers.length ? [count, length, width] : [count, config.heads, length, length],
      );
    });
  }

  private find(index: number): Float32Array[] {
    const block = Math.floor(index / BLOCK);
    return (this.blocks[block] ??= this.computeBlock(block * BLOCK))[index - block * BLOCK]!;
  }

  private computeBlock(first: number): Float32Array[][] {
    const { texts } = this.options;
    const count = Math.min(BLOCK, texts.offsets.length - 1 - first);
    const indices = Int32Array.from({ length: count }, (_, i) => first + i);
    const tensors = this.compute(indices, 0);
    const length = tensors[0]!.shape[1]!;
    const all = tensors.map((tensor) => tensor.dataSync() as Float32Array);
    tf.dispose(tensors);
    return Array.from(indices, (index, row) => {
      const tokens = textLength(texts, index);
      return all.map((values, k) => {
        const { groups, width } = this.shapeOf(k, length);
        const own = this.shapeOf(k, tokens).width;
        const kept = new Float32Array(groups * tokens * own);
        const from = { values, at: row * groups * length * width, length, stride: width };
        copyRows(from, { values: kept, at: 0, length: tokens, stride: own }, groups, tokens, own);
        return kept;
      });
    });
  }
}
