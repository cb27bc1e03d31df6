/**
 * Activations at the border between a PLM's frozen and trainable layers, computed once per text and kept in memory:
 * the same numbers with less work. Texts are computed in fixed blocks, so that the bits do not depend on the order in
 * which batches ask for them (a resumed run asks in another order).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { padTexts, textLength, type Texts } from '../data/texts.ts';
import type { Params } from './params.ts';
import { embedTokens, encodeLayers } from './plm.ts';

const BLOCK = 32;

export class FrozenBorder {
  private readonly params: Params;
  private readonly config: PlmConfig;
  private readonly texts: Texts;
  private readonly layers: number;
  private readonly padTo: number;
  private readonly blocks: (Float32Array | undefined)[] = [];

  /**
   * @param layers number of frozen layers below the border @param padTo 0, or the fixed length where padding takes part
   * in the result
   */
  constructor(params: Params, config: PlmConfig, texts: Texts, layers: number, padTo: number) {
    this.params = params;
    this.config = config;
    this.texts = texts;
    this.layers = layers;
    this.padTo = padTo;
  }

  /** Bytes that the activations of all texts take. */
  static bytes(texts: Texts, width: number, padTo: number): number {
    let tokens = 0;
    for (let i = 0; i + 1 < texts.offsets.length; i++) tokens += padTo || textLength(texts, i);
    return tokens * width * 4;
  }

  /** Activations of some texts, padded with zeros to `length` tokens: `[indices.length, length, D]`. */
  rows(indices: Int32Array, length: number): tf.Tensor3D {
    const width = this.config.hiddenSize;
    const out = new Float32Array(indices.length * length * width);
    for (let row = 0; row < indices.length; row++) {
      const { data, start, tokens } = this.find(indices[row]);
      out.set(data.subarray(start * width, (start + tokens) * width), row * length * width);
    }
    return tf.tensor3d(out, [indices.length, length, width]);
  }

  private tokens(index: number): number {
    return this.padTo || textLength(this.texts, index);
  }

  private find(index: number): { data: Float32Array; start: number; tokens: number } {
    const block = Math.floor(index / BLOCK);
    const data = (this.blocks[block] ??= this.compute(block * BLOCK));
    let start = 0;
    for (let i = block * BLOCK; i < index; i++) start += this.tokens(i);
    return { data, start, tokens: this.tokens(index) };
  }

  /** Activations of one block without padding rows, one text after the other. */
  private compute(first: number): Float32Array {
    const width = this.config.hiddenSize;
    const count = Math.min(BLOCK, this.texts.offsets.length - 1 - first);
    const indices = Int32Array.from({ length: count }, (_, i) => first + i);
    const batch = padTexts(this.texts, indices, this.padTo);
    const hidden = tf.tidy(() => {
      const mask = tf.tensor2d(batch.mask, [count, batch.length]);
      const x = embedTokens(this.params, this.config, tf.tensor2d(batch.ids, [count, batch.length], 'int32'));
      return encodeLayers(this.params, this.config, x, mask, { from: 0, to: this.layers });
    });
    const values = hidden.dataSync() as Float32Array;
    hidden.dispose();
    const out = new Float32Array(indices.reduce((sum, i) => sum + this.tokens(i), 0) * width);
    let at = 0;
    for (let row = 0; row < count; row++) {
      const size = this.tokens(first + row) * width;
      out.set(values.subarray(row * batch.length * width, row * batch.length * width + size), at);
      at += size;
    }
    return out;
  }
}
