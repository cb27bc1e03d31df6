/** Every text is there in every language, with the same holes. */
import { expect, test } from 'vitest';
import english from '#shared/messages/en.json' with { type: 'json' };
import { LANGUAGES, translate } from '#shared/messages/messages.ts';
import spanish from '#shared/messages/es.json' with { type: 'json' };
import { holesIn } from './message-holes.ts';

test('every language has the keys of English, and no text is empty', () => {
  expect(Object.keys(spanish)).toEqual(Object.keys(english));
  for (const [key, text] of [...Object.entries(english), ...Object.entries(spanish)])
    expect(text.trim(), key).not.toBe('');
});

test('a text and its translation name the same values', () => {
  for (const [key, text] of Object.entries(english))
    expect(holesIn(spanish[key as keyof typeof spanish]), key).toEqual(holesIn(text));
});

test('translate() counts in each language', () => {
  const one = LANGUAGES.map((language) => translate(language, 'count.runs', { count: 1 }));
  const many = LANGUAGES.map((language) => translate(language, 'count.runs', { count: 12 }));
  expect(one).toEqual(['1 run', '1 ejecución']);
  expect(many).toEqual(['12 runs', '12 ejecuciones']);
});
