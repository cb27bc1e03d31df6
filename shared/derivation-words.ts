/** How a dataset was made from another one, in the reader's language. */
import type { Derivation } from './config/subset.ts';
import { type Language, type MessageKey, type MessageValues, translate } from './messages/messages.ts';

type Say = (key: MessageKey, values: MessageValues) => string;

/** E.g. `5,000 users of mind, training days 2019-11-09 to 2019-11-12, 20% of training for validation, seed 1`. */
export function derivationWords(
  language: Language,
  { parent, users, days, validationShare, seed }: Derivation,
): string {
  const { name } = parent;
  const say: Say = (key, values) => translate(language, key, values);
  const parts = [
    users === null ? say('subset.allUsers', { name }) : say('subset.someUsers', { count: users, name }),
  ];
  if (days) parts.push(say('subset.days', { range: dayRange(days, say) }));
  if (validationShare !== null)
    parts.push(say('subset.validation', { percent: String(Number((validationShare * 100).toFixed(2))) }));
  if (users !== null || validationShare !== null) parts.push(say('subset.drawnWith', { seed: String(seed) }));
  return parts.join(', ');
}

function dayRange({ first, last }: NonNullable<Derivation['days']>, say: Say): string {
  if (first === undefined) return say('subset.toDay', { last: last ?? '' });
  if (last === undefined) return say('subset.fromDay', { first });
  return first === last ? first : say('datasets.dayRange', { first, last });
}
