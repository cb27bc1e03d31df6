/**
 * Every text that people read in the window and in tables, by key and language. A text is ICU MessageFormat
 * (`{count, plural, one {# run} other {# runs}}`); en.json is the measure: es.json has the same keys, which a test holds.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import english from './en.json' with { type: 'json' };
import spanish from './es.json' with { type: 'json' };

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];
/** As each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

/**
 * How numbers in texts are written: as in the tables, with a decimal point and commas between thousands, in every
 * language. The Spanish of Mexico writes them so.
 */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en', es: 'es-MX' };

export type MessageKey = keyof typeof english;
export type MessageValues = Readonly<Record<string, string | number>>;

const TEXTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: english, es: spanish };
const formats: Record<Language, Map<string, IntlMessageFormat>> = { en: new Map(), es: new Map() };

/** Whether there is a text of this key, where keys are made of names from elsewhere. */
export const isMessage = (key: string): key is MessageKey => Object.hasOwn(english, key);

/** Keys that begin with `prefix`. */
export const messageKeys = (prefix: string): MessageKey[] =>
  (Object.keys(english) as MessageKey[]).filter((key) => key.startsWith(prefix));

/** @throws FormatError when `values` lacks one that the text names */
export function translate(language: Language, key: MessageKey, values?: MessageValues): string {
  const text = TEXTS[language][key] ?? english[key];
  // Most texts have no holes; parsing them would be work for nothing.
  if (!text.includes('{') && !text.includes("'")) return text;
  let format = formats[language].get(key);
  if (!format) {
    format = new IntlMessageFormat(text, LOCALES[language], undefined, { ignoreTag: true });
    formats[language].set(key, format);
  }
  return String(format.format(values));
}
