/** How a dataset was made from another one, in the reader's language. */
import type { Derivation } from './config/subset.ts';
import type { Language } from './messages/messages.ts';
import { type SaidValue, say, valueWords } from './messages/said.ts';

/** E.g. `5,000 users of mind, training days 2019-11-09 to 2019-11-12, 20% of training for validation, seed 1`. */
export const derivationWords = (language: Language, derivation: Derivation): string =>
  String(valueWords(language, derivationSaid(derivation)));

function derivationSaid({ parent, users, days, validationShare, seed }: Derivation): SaidValue {
  const { name } = parent;
  const each = [
    users === null ? say('subset.allUsers', { name }) : say('subset.someUsers', { count: users, name }),
  ];
  if (days) each.push(say('subset.days', { range: daysSaid(days) }));
  if (validationShare !== null)
    each.push(say('subset.validation', { percent: String(Number((validationShare * 100).toFixed(2))) }));
  if (users !== null || validationShare !== null) each.push(say('subset.drawnWith', { seed: String(seed) }));
  return { each, between: ', ' };
}

/** `2019-11-09 to 2019-11-12`, `from 2019-11-09`, `to 2019-11-12`. */
export function daysSaid({ first, last }: NonNullable<Derivation['days']>): SaidValue {
  if (first === undefined) return say('subset.toDay', { last: last ?? '' });
  if (last === undefined) return say('subset.fromDay', { first });
  return first === last ? first : say('datasets.dayRange', { first, last });
}
