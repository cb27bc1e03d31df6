/**
 * From texts to news vectors: padding, PLM, pooling. Chooses between the cached border of the frozen layers (no dropout
 * there, so the same numbers) and the whole pass.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { padTexts, textLength, type Texts } from '../data/texts.ts';
import { FrozenBorder } from './frozen-border.ts';
import { poolNews } from './news-encoder.ts';
import type { Params } from './params.ts';
import { embedTokens, encodeLayers } from './plm.ts';

export interface TextEncoderOptions {
  params: Params;
  config: PlmConfig;
  texts: Texts;
  /** Layers below this one do not change while the encoder lives. */
  frozenLayers: number;
  /** Whether the embeddings, too, do not change; else nothing can be cached. */
  frozenEmbeddings: boolean;
  /** `unmasked` pads every text to exactly `maxTokens` and pools padding too (preset `repo`). */
  pooling: 'masked' | 'unmasked';
  /** Dropout inside the PLM in training. */
  dropout: { rate: number; seed: number };
  /** Most memory for the cached border; beyond it the frozen layers run anew for each batch. */
  cacheBytes: number;
}

/** Borders over 2 GB would crowd out the repeats beside this one. */
export const DEFAULT_CACHE_BYTES = 2e9;

export class TextEncoder {
  private readonly options: TextEncoderOptions;
  private readonly border: FrozenBorder | undefined;
  private readonly padTo: number;

  constructor(options: TextEncoderOptions) {
    const { params, config, texts, frozenLayers, frozenEmbeddings, pooling, dropout, cacheBytes } = options;
    this.options = options;
    this.padTo = pooling === 'unmasked' ? texts.maxTokens : 0;
    const fits = FrozenBorder.bytes(texts, config.hiddenSize, this.padTo) <= cacheBytes;
    if (dropout.rate === 0 && frozenEmbeddings && fits)
      this.border = new FrozenBorder(params, config, texts, frozenLayers, this.padTo);
  }

  /**
   * News vectors of some texts.
   * @param path names the dropout of this call (e.g. `['title', step]`); undefined switches dropout off
   * @returns `[indices.length, newsDim]`; the caller disposes it
   */
  encode(indices: Int32Array, path?: readonly (string | number)[]): tf.Tensor2D {
    const { params, config, texts, pooling, frozenLayers } = this.options;
    const rate = this.options.dropout.rate;
    const dropout = path && rate > 0 ? { rate, seed: this.options.dropout.seed, path } : undefined;
    return tf.tidy(() => {
      if (this.border) {
        let length = this.padTo;
        for (const index of indices) length = Math.max(length, textLength(texts, index));
        const mask = this.mask(indices, length);
        const hidden = this.border.rows(indices, length);
        const top = encodeLayers(params, config, hidden, mask, { from: frozenLayers, to: config.layers });
        return poolNews(params, top, pooling === 'masked' ? mask : undefined);
      }
      const batch = padTexts(texts, indices, this.padTo);
      const mask = tf.tensor2d(batch.mask, [batch.count, batch.length]);
      const ids = tf.tensor2d(batch.ids, [batch.count, batch.length], 'int32');
      const embedded = embedTokens(params, config, ids, dropout);
      const top = encodeLayers(params, config, embedded, mask, { from: 0, to: config.layers, dropout });
      return poolNews(params, top, pooling === 'masked' ? mask : undefined);
    });
  }

  private mask(indices: Int32Array, length: number): tf.Tensor2D {
    const values = new Float32Array(indices.length * length);
    indices.forEach((index, row) => {
      values.fill(1, row * length, row * length + textLength(this.options.texts, index));
    });
    return tf.tensor2d(values, [indices.length, length]);
  }
}
