/** Sentences below result and efficiency tables, for the window and the exported forms. */
import type { ResultNote } from './contract/tables.ts';
import { derivationWords } from './derivation-words.ts';
import { type Language, translate } from './messages/messages.ts';

export const noteWords = (language: Language, { code, values, derivation }: ResultNote): string =>
  translate(language, `result.note.${code}`, {
    ...values,
    how: derivation ? derivationWords(language, derivation) : '',
  });

/** The English sentences beside what they are made of. */
export const withNotes = (says: readonly ResultNote[]): { notes: string[]; says: ResultNote[] } => ({
  notes: says.map((note) => noteWords('en', note)),
  says: [...says],
});
