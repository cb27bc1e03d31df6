/**
 * Something said with a text of the message files, kept as its key and what fills its holes: it crosses processes and lies
 * in the database, and becomes words only where somebody reads it, in that reader's language.
 */
import { z } from 'zod';
import { isMessage, type Language, type MessageKey, type MessageValues, translate } from './messages.ts';

export interface Said {
  /** A MessageKey of the program that said it; one that reads it later may know it no more. */
  key: string;
  values?: SaidValues | undefined;
}
export type SaidValues = Readonly<Record<string, SaidValue>>;
/** Texts of the user's own (names, paths, fields) go as they are; what has words of its own is said in turn. */
export type SaidValue = string | number | Said | SaidList | InEach;

/** What somebody else has words for in each language, as they wrote it. */
export type InEach = Readonly<Record<Language, string>>;

/** Several things in a row. */
export interface SaidList {
  each: readonly SaidValue[];
  /** What stands between two of them; `and`: commas, and the language's "and" before the last. */
  between: ' ' | ', ' | '; ' | '\n' | 'and';
}

export const say = (key: MessageKey, values?: SaidValues): Said => (values ? { key, values } : { key });

const valueSchema: z.ZodType<SaidValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    saidSchema,
    z.object({ each: z.array(valueSchema), between: z.enum([' ', ', ', '; ', '\n', 'and']) }),
    z.object({ en: z.string(), es: z.string() }),
  ]),
);

export const saidSchema: z.ZodType<Said> = z.object({
  key: z.string(),
  values: z.record(z.string(), valueSchema).optional(),
});

/** @throws RangeError for a key that is not known, FormatError for a value that is missing */
export function wordsOf(language: Language, { key, values }: Said): string {
  if (!isMessage(key)) throw new RangeError(`There is no text "${key}".`);
  const filled = Object.entries(values ?? {}).map(([name, value]) => [name, valueWords(language, value)]);
  return translate(language, key, Object.fromEntries(filled) as MessageValues);
}

export function valueWords(language: Language, value: SaidValue): string | number {
  if (typeof value !== 'object') return value;
  if ('key' in value) return wordsOf(language, value);
  if (!('each' in value)) return value[language];
  const words = value.each.map((each) => String(valueWords(language, each)));
  if (value.between !== 'and') return words.join(value.between);
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
}
