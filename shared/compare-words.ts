/** Sentences on what must not be compared, or only with a word about it, for the window and the command line. */
import type { CompareProblem, KnownValue } from './contract/compare.ts';
import { isMessage, type Language, translate } from './messages/messages.ts';

export function compareWords(
  language: Language,
  { groups, says }: Pick<CompareProblem, 'groups' | 'says'>,
): string {
  const { sentence, values, sides } = says;
  const both = new Intl.ListFormat(language, { type: 'conjunction' });
  const list = sides.map(
    (side) => `${side.label}: ${both.format(side.values.map((one) => valueWords(language, sentence, one)))}`,
  );
  return translate(language, `compare.says.${sentence}`, {
    ...values,
    groups: groups.join(', '),
    a: groups[0] ?? '',
    b: groups[1] ?? '',
    sides: list.join('; '),
  });
}

function valueWords(language: Language, sentence: string, { name, contents }: KnownValue): string {
  // Some values are names of rules, which have words.
  const key = `compare.says.${sentence}.${name}`;
  const text = isMessage(key)
    ? translate(language, key)
    : (name ?? translate(language, 'compare.says.unnamed'));
  return contents === null ? text : translate(language, 'compare.says.contents', { name: text, contents });
}
