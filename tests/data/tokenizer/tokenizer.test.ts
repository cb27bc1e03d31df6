import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { createTokenizer, loadTokenizer } from '#data/tokenizer/tokenizer.ts';
import { readTokenizerFile, vocabularyJson } from '#data/tokenizer/vocabulary.ts';
import { Rng } from '#shared/random.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const VOCABULARY = join(FIXTURES, 'tokenizer/bert-base-uncased-vocab.txt');

interface WordPieceOracle {
  max_length: number;
  cases: { text: string; tokens: string[]; input_ids: number[] }[];
}
const oracle: WordPieceOracle = JSON.parse(await readFile(join(FIXTURES, 'oracles/wordpiece.json'), 'utf8'));
const tokenizer = await loadTokenizer(VOCABULARY);

describe('encode()', () => {
  it.each(oracle.cases)('equals transformers for "$text"', ({ text, tokens, input_ids }) => {
    const inner = tokenizer.encode(text).slice(0, oracle.max_length - 2);
    const ids = [tokenizer.ids.cls, ...inner, tokenizer.ids.sep];
    expect(ids).toEqual(input_ids);
    expect(tokenizer.pieces(ids)).toEqual(tokens);
  });

  it('equals the library on texts made of every kind of character, cached or not', async () => {
    const library = new LibraryTokenizer(await readTokenizerFile(VOCABULARY), {});
    const parts = [
      'News',
      'é',
      'É',
      ' ',
      ' ',
      '\u00a0',
      '\t',
      '日',
      'Σ',
      'ΑΣ',
      '-',
      '\u0301',
      '[MASK]',
      '\u200b',
      '\u3000',
    ];
    parts.push(
      'İ',
      "'",
      '😀',
      '\ufeff',
      '\u2028',
      'ß',
      '##s',
      '\u0000',
      'ﬁ',
      '½',
      '한',
      '7',
      '$',
      '\u00ad',
      'swears',
    );
    const rng = new Rng(11, 'tokenizer test');
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: 1 + (i % 12) }, () => parts[rng.int(parts.length)]).join('');
      const expected = library.encode(text, { add_special_tokens: false }).ids;
      expect([...tokenizer.encode(text)], JSON.stringify(text)).toEqual(expected);
    }
  });

  it('leaves the work to the library when an added token holds a space', () => {
    const json = vocabularyJson(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'New York']);
    json.added_tokens.push({ id: 6, content: 'New York', special: true });
    expect([...createTokenizer(json).encode('a New York a')]).toEqual([5, 6, 5]);
  });

  it('knows its size and special ids', () => {
    expect(tokenizer.vocabSize).toBe(30522);
    expect(tokenizer.ids).toEqual({ pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 });
    expect(() => tokenizer.pieces([30522])).toThrow(RangeError);
  });
});
