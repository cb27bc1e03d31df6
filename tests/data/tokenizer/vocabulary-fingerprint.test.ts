import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { vocabularyJson } from '#data/tokenizer/vocabulary.ts';
import { vocabularyFingerprint } from '#data/tokenizer/vocabulary-fingerprint.ts';

const folder = await mkdtemp(join(tmpdir(), 'tnrlab-fingerprint-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const PIECES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'news', '##s'];

async function of(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return vocabularyFingerprint(path);
}

it('vocabularyFingerprint() is equal for vocab.txt and the tokenizer.json of the same pieces, keys in any order', async () => {
  const text = await of('vocab.txt', PIECES.join('\n'));
  expect(text).toMatch(/^[0-9a-f]{64}$/);
  const json = vocabularyJson(PIECES);
  expect(await of('tokenizer.json', JSON.stringify(json))).toBe(text);
  const turned = { ...json, normalizer: Object.fromEntries(Object.entries(json.normalizer!).reverse()) };
  expect(await of('turned.json', JSON.stringify(turned))).toBe(text);
});

it('vocabularyFingerprint() differs where a piece, its place or the case differs', async () => {
  const prints = [
    await of('a.txt', PIECES.join('\n')),
    await of('b.txt', PIECES.with(5, 'new').join('\n')),
    await of('c.txt', PIECES.with(5, '##s').with(6, 'news').join('\n')),
    await of('d.json', JSON.stringify(vocabularyJson(PIECES, false))),
  ];
  expect(new Set(prints).size).toBe(4);
});
