import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '#data/tokenizer/tokenizer.ts';
import { readTokenizerFile, vocabularyJson } from '#data/tokenizer/vocabulary.ts';

const folder = await mkdtemp(join(tmpdir(), 'tnrlab-vocabulary-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const SPECIALS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('readTokenizerFile()', () => {
  it('takes vocab.txt with either line end', async () => {
    const path = await file('windows.txt', [...SPECIALS, 'news', '##s', ''].join('\r\n'));
    expect((await readTokenizerFile(path)).model.vocab['##s']).toBe(6);
  });

  it.each([
    ['an empty file', 'empty.txt', '', 'empty.txt is empty'],
    [
      'a duplicate line',
      'twice.txt',
      [...SPECIALS, 'a', 'b', 'a'].join('\n'),
      'twice.txt:8: The piece a is in line 6',
    ],
    ['an empty line', 'gap.txt', [...SPECIALS, '', 'b'].join('\n'), 'gap.txt:6: This line is empty'],
    [
      'a vocabulary without [CLS] and [MASK]',
      'few.txt',
      '[PAD]\n[UNK]\n[SEP]\n',
      'few.txt lacks [CLS], [MASK]',
    ],
    ['bytes that are not UTF-8', 'latin.txt', Uint8Array.of(0x63, 0xe9), 'latin.txt is not UTF-8'],
    ['broken JSON', 'broken.json', '{"model":', 'broken.json is not JSON'],
    ['JSON without a vocabulary', 'other.json', '{"model": {}}', 'is not the tokenizer.json of a WordPiece'],
    [
      'another kind of tokeniser',
      'bpe.json',
      '{"model": {"type": "BPE", "vocab": {"a": 0}}}',
      'holds a BPE tokeniser',
    ],
    [
      'ids with a gap',
      'ids.json',
      '{"model": {"type": "WordPiece", "vocab": {"a": 0, "b": 2}}}',
      'are not 0 to 1',
    ],
  ])('refuses %s', async (_title, name, content, message) => {
    const path = await file(name, content);
    await expect(readTokenizerFile(path)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(message),
    });
  });
});

describe('loadTokenizer()', () => {
  it('prefers tokenizer.json to vocab.txt in a folder', async () => {
    await file('vocab.txt', [...SPECIALS, 'a'].join('\n'));
    expect((await loadTokenizer(folder)).vocabSize).toBe(6);
    await file('tokenizer.json', JSON.stringify(vocabularyJson([...SPECIALS, 'a', 'B'], false)));
    const cased = await loadTokenizer(folder);
    expect([...cased.encode('B a b')]).toEqual([6, 5, cased.ids.unk]);
  });

  it('refuses a step that the library lacks', async () => {
    const json = { ...vocabularyJson(SPECIALS), normalizer: { type: 'Mystery' } };
    const path = await file('mystery.json', JSON.stringify(json));
    await expect(loadTokenizer(path)).rejects.toThrow(
      /mystery\.json asks for a step that is not supported: .*Mystery/,
    );
  });

  it('names a missing path and a folder without a tokeniser', async () => {
    await expect(loadTokenizer(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(loadTokenizer(import.meta.dirname)).rejects.toThrow(
      'has neither tokenizer.json nor vocab.txt',
    );
  });
});
