/** Texts of given lengths for the tests: text i has `lengths[i]` pieces, all different and regular. */
import type { Texts } from '#ml/data/texts.ts';

export const SPECIAL = { pad: 0, cls: 1, sep: 2 };
export const MASK = 3;
export const FIRST_REGULAR = 4;

/** @param vocabSize pieces repeat from `FIRST_REGULAR` after it */
export function textsOf(lengths: readonly number[], maxTokens: number, vocabSize = 30): Texts {
  const offsets = new Float64Array(lengths.length + 1);
  lengths.forEach((length, i) => (offsets[i + 1] = offsets[i]! + length));
  const pieces = Int32Array.from(
    { length: offsets.at(-1)! },
    (_, i) => FIRST_REGULAR + ((i * 7) % (vocabSize - FIRST_REGULAR)),
  );
  return { pieces, offsets, special: SPECIAL, maxTokens };
}
