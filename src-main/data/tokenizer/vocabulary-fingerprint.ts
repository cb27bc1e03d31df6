/** Tells whether two PLMs read a text as the same token ids, without tokenising anything. */
import { createHash } from 'node:crypto';
import { findTokenizerFile, readTokenizerFile } from './vocabulary.ts';

/** JSON with sorted keys: files of different origin write the same step in different order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * SHA-256 of what decides the ids of a text: pieces in the order of their ids, splitting and normalising. A vocab.txt and
 * the tokenizer.json of the same vocabulary have the same fingerprint.
 * @param folderOrFile a PLM artifact, or a tokenizer.json or vocab.txt
 * @throws AppError as `readTokenizerFile()`
 */
export async function vocabularyFingerprint(folderOrFile: string): Promise<string> {
  const { model, normalizer, pre_tokenizer, added_tokens } = await readTokenizerFile(
    await findTokenizerFile(folderOrFile),
  );
  const pieces = Object.entries(model.vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([piece]) => piece);
  const { unk_token, continuing_subword_prefix, max_input_chars_per_word } = model;
  const steps = { normalizer, pre_tokenizer, unk_token, continuing_subword_prefix, max_input_chars_per_word };
  const added = added_tokens.map(({ id, content }) => ({ id, content })).sort((a, b) => a.id - b.id);
  return createHash('sha256').update(canonical({ pieces, steps, added })).digest('hex');
}
