/** All texts through one encoder, each once, in batches of like length. */
import type { Texts } from '#ml/data/texts.ts';
import { textLength } from '#ml/data/texts.ts';
import type { TextEncoder } from '#ml/model/text-encoder.ts';

/** Tokens of one batch: large enough for fast products, small enough for the memory of one process. */
const BATCH_TOKENS = 4096;

/**
 * @param indices texts to encode @param each called after each batch with the number done; may wait or throw to stop
 * @returns vectors in the order of `indices`, `[indices.length, dim]` row-major
 */
export async function encodeAll(
  encoder: TextEncoder,
  texts: Texts,
  indices: Int32Array,
  dim: number,
  each: (done: number) => Promise<void>,
): Promise<Float32Array> {
  const places = Array.from(indices.keys()).sort(
    (a, b) => textLength(texts, indices[a]) - textLength(texts, indices[b]) || a - b,
  );
  const vectors = new Float32Array(indices.length * dim);
  for (let start = 0; start < places.length;) {
    let end = start + 1;
    while (end < places.length && (end + 1 - start) * textLength(texts, indices[places[end]]) <= BATCH_TOKENS)
      end++;
    const batch = places.slice(start, end);
    const encoded = encoder.encode(Int32Array.from(batch, (place) => indices[place]));
    const values = encoded.dataSync() as Float32Array;
    encoded.dispose();
    batch.forEach((place, row) => vectors.set(values.subarray(row * dim, (row + 1) * dim), place * dim));
    start = end;
    await each(end);
  }
  return vectors;
}
