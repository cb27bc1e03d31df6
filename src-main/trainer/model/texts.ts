/** The texts of a token artifact as a model sees them. */
import type { TokenStore } from '#data/dataset/tokens.ts';
import type { Texts } from '#ml/data/texts.ts';

export function titlesOf(tokens: TokenStore, maxTokens: number): Texts {
  return { pieces: tokens.titles, offsets: tokens.titleOffsets, special: tokens, maxTokens };
}

export function bodiesOf(tokens: TokenStore, maxTokens: number): Texts {
  return { pieces: tokens.bodies, offsets: tokens.bodyOffsets, special: tokens, maxTokens };
}
