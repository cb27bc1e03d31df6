/** The artifact of a `tokenize` stage: word pieces of all titles and bodies without special tokens, and the specials' ids. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { readTyped, TypedFileWriter } from './typed-file.ts';

/** Most word pieces kept of one text: 512 positions less [CLS] and [SEP]. */
export const MAX_STORED_TOKENS = 510;

/** `tokens.json`: what a model must know of the vocabulary. */
export const tokenVocabularySchema = z.strictObject({
  vocabSize: z.int(),
  pad: z.int(),
  unk: z.int(),
  cls: z.int(),
  sep: z.int(),
  mask: z.int(),
});
export type TokenVocabulary = z.infer<typeof tokenVocabularySchema>;

/** News i has the title pieces `titles[titleOffsets[i] .. titleOffsets[i + 1])`, likewise its body. */
export interface TokenStore extends TokenVocabulary {
  newsCount: number;
  titles: Int32Array;
  /** [newsCount + 1] */
  titleOffsets: Float64Array;
  bodies: Int32Array;
  /** [newsCount + 1] */
  bodyOffsets: Float64Array;
}

/** Word pieces of texts in the order of the news; a text longer than `MAX_STORED_TOKENS` is cut. */
export type TokenStream = Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>;

/** Writes the artifact's files; texts are consumed one at a time, so memory stays constant. */
export async function writeTokens(
  dir: string,
  vocabulary: TokenVocabulary,
  texts: { titles: TokenStream; bodies: TokenStream },
): Promise<void> {
  await writeTexts(dir, 'titles.i32', 'title-offsets.f64', texts.titles);
  await writeTexts(dir, 'bodies.i32', 'body-offsets.f64', texts.bodies);
  const file = tokenVocabularySchema.parse(vocabulary);
  await writeFile(join(dir, 'tokens.json'), `${JSON.stringify(file, null, 2)}\n`);
}

/** @throws AppError `corrupt` when the files do not fit together. */
export async function readTokens(dir: string): Promise<TokenStore> {
  const [text, titles, titleOffsets, bodies, bodyOffsets] = await Promise.all([
    readFile(join(dir, 'tokens.json'), 'utf8'),
    readTyped(join(dir, 'titles.i32'), 'i32'),
    readTyped(join(dir, 'title-offsets.f64'), 'f64'),
    readTyped(join(dir, 'bodies.i32'), 'i32'),
    readTyped(join(dir, 'body-offsets.f64'), 'f64'),
  ]);
  const newsCount = titleOffsets.length - 1;
  if (
    newsCount < 0 ||
    bodyOffsets.length !== titleOffsets.length ||
    titles.length !== titleOffsets[newsCount] ||
    bodies.length !== bodyOffsets[newsCount]
  ) {
    throw AppError.of('corrupt', 'error.dataset.tokens', { dir }, { dir });
  }
  const vocabulary = tokenVocabularySchema.parse(JSON.parse(text));
  return { ...vocabulary, newsCount, titles, titleOffsets, bodies, bodyOffsets };
}

async function writeTexts(dir: string, tokensName: string, offsetsName: string, texts: TokenStream) {
  const tokens = new TypedFileWriter(join(dir, tokensName), 'i32');
  const offsets = new TypedFileWriter(join(dir, offsetsName), 'f64');
  try {
    offsets.push(0);
    for await (const text of texts) {
      const kept = Math.min(text.length, MAX_STORED_TOKENS);
      for (let i = 0; i < kept; i++) tokens.push(text[i]);
      offsets.push(tokens.length);
    }
  } finally {
    tokens.close();
    offsets.close();
  }
}
