/**
 * The files a WordPiece tokeniser comes in, checked: `vocab.txt` (one piece per line) and `tokenizer.json`. Both
 * end as the same tokenizer.json object; how it splits text is the library's work (`tokenizer.ts`).
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, badLine } from '#shared/errors.ts';

export type TokenizerFileName = 'tokenizer.json' | 'vocab.txt';

const tokenizerJsonSchema = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z.int(),
        content: z.string(),
        lstrip: z.boolean().optional(),
        rstrip: z.boolean().optional(),
      }),
    )
    .default([]),
  normalizer: z.looseObject({ type: z.string() }).nullish(),
  pre_tokenizer: z.looseObject({ type: z.string() }).nullish(),
  model: z.looseObject({
    // Old files leave the type out.
    type: z.string().optional(),
    unk_token: z.string().default('[UNK]'),
    continuing_subword_prefix: z.string().default('##'),
    max_input_chars_per_word: z.int().default(100),
    vocab: z.record(z.string(), z.int().min(0)),
  }),
});
export type TokenizerJson = z.infer<typeof tokenizerJsonSchema>;

/** The pieces BERT gives a meaning, by the names of their ids. */
export const SPECIAL_PIECES = {
  pad: '[PAD]',
  unk: '[UNK]',
  cls: '[CLS]',
  sep: '[SEP]',
  mask: '[MASK]',
} as const;

/**
 * The tokeniser file of a folder, or the file itself.
 * @returns its path; `tokenizer.json` before `vocab.txt`
 * @throws AppError `not-found` for a missing path, `bad-input` for a folder without one
 */
export async function findTokenizerFile(folderOrFile: string): Promise<string> {
  const found = await stat(folderOrFile).catch(() => undefined);
  if (!found)
    throw AppError.of('not-found', 'error.noFileOrFolder', { path: folderOrFile }, { file: folderOrFile });
  if (found.isFile()) return folderOrFile;
  for (const name of ['tokenizer.json', 'vocab.txt'] satisfies TokenizerFileName[]) {
    const path = join(folderOrFile, name);
    if (
      await stat(path).then(
        (s) => s.isFile(),
        () => false,
      )
    )
      return path;
  }
  throw AppError.of('bad-input', 'error.tokenizer.none', { folder: folderOrFile }, { file: folderOrFile });
}

/**
 * Reads and checks a tokeniser file.
 * @param lowercase for a vocab.txt, which does not say it; default true, as BERT uncased and UniLMv2
 * @throws AppError `bad-input` naming file and line
 */
export async function readTokenizerFile(path: string, lowercase = true): Promise<TokenizerJson> {
  const bytes = await readFile(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw AppError.of('bad-input', 'error.file.notUtf8', { file: path }, { file: path }, error);
  }
  if (text.trim() === '') throw AppError.of('bad-input', 'error.file.empty', { file: path }, { file: path });
  const json = path.endsWith('.json')
    ? parseTokenizerJson(path, text)
    : vocabularyJson(parseVocabulary(path, text), lowercase);
  const missing = Object.values(SPECIAL_PIECES).filter((piece) => !Object.hasOwn(json.model.vocab, piece));
  if (missing.length > 0) {
    throw AppError.of(
      'bad-input',
      'error.tokenizer.lacks',
      { file: path, pieces: missing.join(', ') },
      { file: path, missing },
    );
  }
  return json;
}

/**
 * The tokenizer.json of BERT for a list of pieces; the index in the list is the id.
 * @throws RangeError for a piece given twice (files are checked with their line before)
 */
export function vocabularyJson(pieces: readonly string[], lowercase = true): TokenizerJson {
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  if (Object.keys(vocab).length !== pieces.length) throw new RangeError('A vocabulary holds a piece twice.');
  const special = Object.values(SPECIAL_PIECES).filter((piece) => Object.hasOwn(vocab, piece));
  return {
    version: '1.0',
    added_tokens: special.map((content) => ({
      id: vocab[content],
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'BertProcessing',
      cls: ['[CLS]', vocab['[CLS]']],
      sep: ['[SEP]', vocab['[SEP]']],
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

function parseVocabulary(path: string, text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  while (lines.at(-1) === '') lines.pop();
  const seen = new Map<string, number>();
  for (const [index, piece] of lines.entries()) {
    const line = index + 1;
    if (piece.trim() === '') throw badLine(path, line, 'error.line.emptyPiece');
    const first = seen.get(piece);
    if (first !== undefined) throw badLine(path, line, 'error.line.pieceTwice', { piece, first });
    seen.set(piece, line);
  }
  return lines;
}

function parseTokenizerJson(path: string, text: string): TokenizerJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw AppError.of(
      'bad-input',
      'error.file.notJsonReason',
      { file: path, reason: (error as Error).message },
      { file: path },
      error,
    );
  }
  const parsed = tokenizerJsonSchema.safeParse(value);
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw AppError.of('bad-input', 'error.tokenizer.notWordPiece', { file: path, problems }, { file: path });
  }
  const { model } = parsed.data;
  if ((model.type ?? 'WordPiece') !== 'WordPiece') {
    throw AppError.of(
      'bad-input',
      'error.tokenizer.type',
      { file: path, type: String(model.type) },
      { file: path },
    );
  }
  const ids = Object.values(model.vocab);
  if (new Set(ids).size !== ids.length || ids.some((id) => id >= ids.length)) {
    throw AppError.of(
      'bad-input',
      'error.tokenizer.ids',
      { file: path, last: ids.length - 1 },
      { file: path },
    );
  }
  return { ...parsed.data, model: { ...model, type: 'WordPiece' } };
}
