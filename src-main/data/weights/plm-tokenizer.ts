/** The tokeniser of a PLM folder as the one file that goes into the artifact, checked against the PLM. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { AppError } from '#shared/errors.ts';
import { findTokenizerFile, readTokenizerFile, type TokenizerFileName } from '../tokenizer/vocabulary.ts';

export interface TokenizerFile {
  name: TokenizerFileName;
  content: string | Uint8Array;
}

/**
 * `tokenizer.json`, `vocab.txt`, or the only `*vocab.txt` of the folder (UniLMv2 is published so). A cased vocab.txt
 * (`do_lower_case: false` in tokenizer_config.json) becomes a tokenizer.json, which says so itself.
 * @throws AppError `bad-input` for a missing or broken one, or one with more pieces than the PLM has embeddings
 */
export async function readPlmTokenizer(folder: string, config: PlmConfig): Promise<TokenizerFile> {
  const path = await locate(folder);
  const lowercase = await readLowercase(folder);
  const json = await readTokenizerFile(path, lowercase);
  const pieces = Object.keys(json.model.vocab).length;
  if (pieces > config.vocabSize) {
    throw AppError.of(
      'bad-input',
      'error.plm.pieces',
      { file: path, pieces, embeddings: config.vocabSize },
      { file: path },
    );
  }
  if (path.endsWith('.json')) return { name: 'tokenizer.json', content: await readFile(path) };
  if (!lowercase) return { name: 'tokenizer.json', content: JSON.stringify(json) };
  return { name: 'vocab.txt', content: await readFile(path) };
}

async function locate(folder: string): Promise<string> {
  const vocabularies = (await readdir(folder)).filter((name) => name.endsWith('vocab.txt'));
  const [only] = vocabularies;
  const usual = vocabularies.length !== 1 || only === 'vocab.txt';
  const path = await findTokenizerFile(folder).catch((error: unknown) => {
    if (usual) throw error;
    return join(folder, only);
  });
  return path;
}

async function readLowercase(folder: string): Promise<boolean> {
  const path = join(folder, 'tokenizer_config.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  try {
    return (JSON.parse(text) as { do_lower_case?: unknown }).do_lower_case !== false;
  } catch (error) {
    throw AppError.of(
      'bad-input',
      'error.plm.tokenizerJson',
      { name: basename(path), folder },
      { file: path },
      error,
    );
  }
}
