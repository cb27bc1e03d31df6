/** Masked language modelling: which tokens to hide, and by what (BERT: 15%; 80% [MASK], 10% random, 10% kept). */
import type { Rng } from '#shared/random.ts';

export interface MaskedTokens {
  /** Flat positions in the batch to predict, ascending. */
  positions: Int32Array;
  /** Original token at each of them. */
  targets: Int32Array;
}

export interface MaskingOptions {
  rate: number;
  /** Id of [MASK]. */
  mask: number;
  /** Ids from here to vocabSize - 1 may stand in as random tokens (special tokens come first). */
  firstRegular: number;
  vocabSize: number;
  special: { cls: number; sep: number };
}

/** The first id after the special pieces, which open BERT's vocabularies; 0 where they close the vocabulary. */
export function firstRegularId(special: Readonly<Record<string, number>>, vocabSize: number): number {
  const next = Math.max(...Object.values(special)) + 1;
  return next < vocabSize ? next : 0;
}

/** Hides tokens of `ids` in place; at least one per batch, never [CLS], [SEP] or padding. */
export function maskTokens(
  ids: Int32Array,
  mask: Float32Array,
  options: MaskingOptions,
  rng: Rng,
): MaskedTokens {
  const { rate, special } = options;
  const eligible: number[] = [];
  for (let i = 0; i < ids.length; i++)
    if (mask[i] === 1 && ids[i] !== special.cls && ids[i] !== special.sep) eligible.push(i);
  let chosen = eligible.filter(() => rng.float() < rate);
  if (chosen.length === 0 && eligible.length > 0) chosen = [eligible[rng.int(eligible.length)]];
  const targets = Int32Array.from(chosen, (i) => ids[i]);
  for (const i of chosen) {
    const draw = rng.float();
    if (draw < 0.8) ids[i] = options.mask;
    else if (draw < 0.9) ids[i] = options.firstRegular + rng.int(options.vocabSize - options.firstRegular);
  }
  return { positions: Int32Array.from(chosen), targets };
}
