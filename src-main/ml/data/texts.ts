/** Texts as word pieces, and their padded batches `[CLS] pieces [SEP] [PAD]...`. */

/** Text i has the pieces `pieces[offsets[i] .. offsets[i + 1])`, without special tokens. */
export interface Texts {
  pieces: Int32Array;
  /** [count + 1] */
  offsets: Float64Array;
  special: { pad: number; cls: number; sep: number };
  /** Longest text that a model sees, [CLS] and [SEP] included. */
  maxTokens: number;
}

export interface TextBatch {
  /** [count * length], row-major */
  ids: Int32Array;
  /** [count * length], 1 for a token, 0 for padding */
  mask: Float32Array;
  count: number;
  length: number;
}

/** Tokens of text `index` as a model sees it, [CLS] and [SEP] included. */
export function textLength(texts: Texts, index: number): number {
  return Math.min(texts.offsets[index + 1] - texts.offsets[index] + 2, texts.maxTokens);
}

/** Batch of the texts `indices`, padded to the longest of them, or to `padTo` tokens. */
export function padTexts(texts: Texts, indices: ArrayLike<number>, padTo = 0): TextBatch {
  let length = padTo;
  for (let row = 0; row < indices.length; row++) length = Math.max(length, textLength(texts, indices[row]));
  const ids = new Int32Array(indices.length * length).fill(texts.special.pad);
  const mask = new Float32Array(indices.length * length);
  for (let row = 0; row < indices.length; row++) {
    const start = texts.offsets[indices[row]];
    const tokens = textLength(texts, indices[row]);
    const at = row * length;
    ids[at] = texts.special.cls;
    for (let i = 0; i < tokens - 2; i++) ids[at + 1 + i] = texts.pieces[start + i];
    ids[at + tokens - 1] = texts.special.sep;
    mask.fill(1, at, at + tokens);
  }
  return { ids, mask, count: indices.length, length };
}
