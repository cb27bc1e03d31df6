/** The language of the window: the user's choice, kept in this browser, else the system's where we speak it. */
import {
  type Language,
  LANGUAGES,
  type MessageKey,
  type MessageValues,
  translate,
} from '#shared/messages/messages.ts';

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
