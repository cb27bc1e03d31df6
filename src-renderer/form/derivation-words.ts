/** How a dataset was made from another one, in the language shown. */
import type { Derivation } from '#shared/config/subset.ts';
import { t } from '../state/language.svelte.ts';

/** E.g. `5,000 users of mind, training days 2019-11-09 to 2019-11-12, 20% of training for validation, seed 1`. */
export function derivationWords({ parent, users, days, validationShare, seed }: Derivation): string {
  const { name } = parent;
  const parts = [
    users === null ? t('subset.allUsers', { name }) : t('subset.someUsers', { count: users, name }),
  ];
  if (days) parts.push(t('subset.days', { range: dayRange(days) }));
  if (validationShare !== null)
    parts.push(t('subset.validation', { percent: String(Number((validationShare * 100).toFixed(2))) }));
  if (users !== null || validationShare !== null) parts.push(t('subset.drawnWith', { seed: String(seed) }));
  return parts.join(', ');
}

function dayRange({ first, last }: NonNullable<Derivation['days']>): string {
  if (first === undefined) return t('subset.toDay', { last: last ?? '' });
  if (last === undefined) return t('subset.fromDay', { first });
  return first === last ? first : t('datasets.dayRange', { first, last });
}
