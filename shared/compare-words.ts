/** Sentences on what must not be compared, or only with a word about it, for the window and the command line. */
import type { CompareProblem, KnownValue } from './contract/compare.ts';
import { isMessage, type Language } from './messages/messages.ts';
import { type Said, type SaidValue, say, wordsOf } from './messages/said.ts';

type Told = Pick<CompareProblem, 'groups' | 'says'>;

export const compareWords = (language: Language, problem: Told): string =>
  wordsOf(language, compareSaid(problem));

export function compareSaid({ groups, says }: Told): Said {
  const { sentence, values, sides } = says;
  const each = sides.map(({ label, values }) =>
    say('compare.says.side', {
      label,
      values: { each: values.map((one) => valueSaid(sentence, one)), between: 'and' },
    }),
  );
  return say(`compare.says.${sentence}`, {
    ...values,
    groups: groups.join(', '),
    a: groups[0] ?? '',
    b: groups[1] ?? '',
    sides: { each, between: '; ' },
  });
}

function valueSaid(sentence: string, { name, contents }: KnownValue): SaidValue {
  // Some values are names of rules, which have words.
  const key = `compare.says.${sentence}.${name}`;
  const text = isMessage(key) ? say(key) : (name ?? say('compare.says.unnamed'));
  return contents === null ? text : say('compare.says.contents', { name: text, contents });
}
