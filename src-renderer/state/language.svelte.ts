/** The language of the window: the user's choice, kept in this browser, else the system's where we speak it. */
import { type ErrorShape, errorWords } from '#shared/errors.ts';
import {
  type Language,
  LANGUAGES,
  type MessageKey,
  type MessageValues,
  translate,
} from '#shared/messages/messages.ts';
import { type Said, type SaidValue, valueWords, wordsOf } from '#shared/messages/said.ts';

const STORAGE_KEY = 'tnrlab:language';

function firstChoice(): Language {
  const wanted = [localStorage.getItem(STORAGE_KEY), ...navigator.languages];
  for (const tag of wanted) {
    const known = LANGUAGES.find((language) => tag?.split('-')[0] === language);
    if (known) return known;
  }
  return 'en';
}

class LanguageChoice {
  shown = $state<Language>('en');

  choose(language: Language): void {
    localStorage.setItem(STORAGE_KEY, language);
    this.show(language);
  }

  show(language: Language): void {
    this.shown = language;
    document.documentElement.lang = language;
  }
}

export const language = new LanguageChoice();

/** Before the first paint; call once. */
export function startLanguage(): void {
  language.show(firstChoice());
}

/** The text of `key` in the language shown; changes with it where it is read in a template or a `$derived`. */
export const t = (key: MessageKey, values?: MessageValues): string => translate(language.shown, key, values);

/** What the lab said, in the language shown; changes with it as `t()` does. */
export const tSaid = (said: Said): string => wordsOf(language.shown, said);

/** As `tSaid()`, for a part of what was said. */
export const tValue = (value: SaidValue): string => String(valueWords(language.shown, value));

/** What an error says, in the language shown where it can say it; changes with it as `t()` does. */
export const tError = (error: Pick<ErrorShape, 'message' | 'said'>): string =>
  errorWords(language.shown, error);
