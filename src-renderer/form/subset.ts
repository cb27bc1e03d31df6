/** The subset dialog's texts as a request, with a problem for each field that does not do. */
import type { Dataset } from '#shared/contract/domain.ts';
import { resolveSubset, type SubsetInput, subsetSchema } from '#shared/config/subset.ts';
import { AppError } from '#shared/errors.ts';
import { t } from '../state/language.svelte.ts';

export interface SubsetTexts {
  /** `5000` or `10%`; empty: all. */
  users: string;
  /** `2019-11-09`; empty: open. */
  first: string;
  last: string;
  validates: boolean;
  /** Percent. */
  share: string;
  seed: string;
}

export interface ReadSubset {
  /** Undefined while there is a problem, or nothing is asked for. */
  subset: SubsetInput | undefined;
  problems: Partial<Record<keyof SubsetTexts, string>>;
  /** About the request as a whole. */
  problem: string | undefined;
}

export const hasLabelled = ({ summary }: Dataset, split: 'train' | 'dev' | 'test'): boolean =>
  summary.splits.some((s) => s.split === split && s.labelled);

/** @param days of the parent's training split; null while unknown */
export function readSubset(
  texts: SubsetTexts,
  parent: Dataset,
  days: { first: string; last: string } | null,
): ReadSubset {
  const problems: ReadSubset['problems'] = {};
  const users = readUsers(texts.users);
  if (users === null) problems.users = t('subset.badUsers');
  const all = parent.summary.statistics.users;
  if (users && 'count' in users && users.count > all) problems.users = t('subset.thereAre', { all });
  const share = Number(texts.share.replace('%', '')) / 100;
  if (texts.validates && !(share > 0 && share < 1)) problems.share = t('subset.badShare');
  const seed = texts.seed.trim() === '' ? NaN : Number(texts.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed > 2_147_483_647) problems.seed = t('subset.badSeed');
  if (days && texts.first > days.last) problems.first = t('subset.lastIs', { day: days.last });
  if (days && texts.last !== '' && texts.last < days.first)
    problems.last = t('subset.firstIs', { day: days.first });
  if (texts.first !== '' && texts.last !== '' && texts.first > texts.last)
    problems.last = t('subset.beforeFirst');
  if (Object.keys(problems).length > 0) return { subset: undefined, problems, problem: undefined };

  const asks = users !== undefined || texts.first !== '' || texts.last !== '' || texts.validates;
  if (!asks) return { subset: undefined, problems, problem: undefined };
  const subset: SubsetInput = {
    ...(users && { users }),
    ...((texts.first !== '' || texts.last !== '') && {
      days: {
        ...(texts.first !== '' && { first: texts.first }),
        ...(texts.last !== '' && { last: texts.last }),
      },
    }),
    ...(texts.validates && { validation: { share, replaceDev: true } }),
    seed,
  };
  try {
    resolveSubset(subsetSchema.parse(subset), {
      name: parent.name,
      users: all,
      hasTraining: hasLabelled(parent, 'train'),
      hasLabelledDev: hasLabelled(parent, 'dev'),
    });
  } catch (thrown) {
    return { subset: undefined, problems, problem: AppError.from(thrown).message };
  }
  return { subset, problems, problem: undefined };
}

/** Undefined: all users. Null: not to be read. */
function readUsers(text: string): SubsetInput['users'] | null {
  const trimmed = text.replace(/[\s,_]/g, '');
  if (trimmed === '') return undefined;
  const percent = /^(\d*\.?\d+)%$/.exec(trimmed);
  if (percent) {
    const share = Number(percent[1]) / 100;
    return share > 0 && share < 1 ? { share } : null;
  }
  const count = /^\d+$/.test(trimmed) ? Number(trimmed) : 0;
  return Number.isSafeInteger(count) && count > 0 ? { count } : null;
}
