/** Every text is there in every language, with the same holes. */
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import english from '#shared/messages/en.json' with { type: 'json' };
import { LANGUAGES, translate } from '#shared/messages/messages.ts';
import spanish from '#shared/messages/es.json' with { type: 'json' };

/** Names of the values that a text asks for. */
function holes(text: string): string[] {
  const found = new Set<string>();
  const walk = (parts: readonly object[]): void => {
    for (const part of parts) {
      if ('value' in part && 'type' in part && part.type !== 0) found.add(String(part.value));
      if ('options' in part)
        for (const option of Object.values(part.options as Record<string, { value: object[] }>))
          walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
  return [...found].sort();
}

test('every language has the keys of English, and no text is empty', () => {
  expect(Object.keys(spanish)).toEqual(Object.keys(english));
  for (const [key, text] of [...Object.entries(english), ...Object.entries(spanish)])
    expect(text.trim(), key).not.toBe('');
});

test('a text and its translation name the same values', () => {
  for (const [key, text] of Object.entries(english))
    expect(holes(spanish[key as keyof typeof spanish]), key).toEqual(holes(text));
});

test('translate() counts in each language', () => {
  const one = LANGUAGES.map((language) => translate(language, 'count.runs', { count: 1 }));
  const many = LANGUAGES.map((language) => translate(language, 'count.runs', { count: 12 }));
  expect(one).toEqual(['1 run', '1 ejecución']);
  expect(many).toEqual(['12 runs', '12 ejecuciones']);
});
