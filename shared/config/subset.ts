/**
 * What a dataset made from another one keeps: some users, some days of the training split, and a share of the training
 * impressions as validation. Owns the request's schema and its words; who is chosen is decided in src-main/data/subset.
 */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { rule } from '../messages/issue-said.ts';
import { type Said, say } from '../messages/said.ts';

/** A share that leaves something on both sides. */
const properShare = z.number().gt(0, rule('rule.share')).lt(1, rule('rule.share'));

/** Days of the training split in UTC, both included; an absent end is open. Dev and test keep all their days. */
export const dayRangeSchema = z
  .strictObject({
    /** `2019-11-09` */
    first: z.iso.date(rule('rule.day')).optional(),
    last: z.iso.date(rule('rule.day')).optional(),
  })
  .refine(({ first, last }) => first !== undefined || last !== undefined, rule('rule.oneDay'))
  .refine(
    ({ first, last }) => first === undefined || last === undefined || first <= last,
    rule('rule.dayOrder'),
  );
export type DayRange = z.infer<typeof dayRangeSchema>;

export const subsetSchema = z
  .strictObject({
    /** Users drawn from all of the dataset's; every impression of theirs is kept, in all splits. */
    users: z
      .union([
        z.strictObject({ count: z.int().min(1, rule('rule.oneUser')) }),
        z.strictObject({ share: properShare }),
      ])
      .optional(),
    days: dayRangeSchema.optional(),
    validation: z
      .strictObject({
        /** Of the training impressions; these move to the dev split. */
        share: properShare.default(0.2),
        /** Also where there is a dev split with labels, which is left away then. */
        replaceDev: z.boolean().default(false),
      })
      .optional(),
    /** Draws the users and the validation impressions. */
    seed: z.int().min(0).max(2_147_483_647).default(1),
  })
  .refine(
    ({ users, days, validation }) => users !== undefined || days !== undefined || validation !== undefined,
    rule('rule.nothingAsked'),
  );
export type Subset = z.infer<typeof subsetSchema>;
export type SubsetInput = z.input<typeof subsetSchema>;

/** How a dataset was made from another one; part of its summary. */
export const derivationSchema = z.object({
  /** The dataset it was made from; it may be removed since. */
  parent: z.object({ name: z.string(), key: z.string() }),
  users: z.int().nullable(),
  days: dayRangeSchema.nullable(),
  validationShare: z.number().nullable(),
  /** 0 where nothing was drawn. */
  seed: z.int(),
});
export type Derivation = z.infer<typeof derivationSchema>;

/** What is known of a dataset before its files are opened. */
interface ParentFacts {
  name: string;
  users: number;
  hasTraining: boolean;
  hasLabelledDev: boolean;
}

/**
 * The request with everything that spells the same work alike: users as a number, seed 0 where nothing is drawn.
 * @throws AppError `bad-input` for what the dataset cannot give
 */
export function resolveSubset(subset: Subset, parent: ParentFacts): Omit<Derivation, 'parent'> {
  const { users, days, validation } = subset;
  const dataset = parent.name;
  const refuse = (said: Said): never => {
    throw AppError.saying('bad-input', said, { dataset });
  };
  if (!parent.hasTraining) refuse(say('error.subset.noTraining', { dataset }));
  if (validation && parent.hasLabelledDev && !validation.replaceDev)
    refuse(say('error.subset.hasDev', { dataset }));
  if (users && 'count' in users && users.count > parent.users)
    refuse(say('error.subset.users', { dataset, users: parent.users, wanted: users.count }));
  const count =
    users === undefined
      ? null
      : 'count' in users
        ? users.count
        : Math.max(1, Math.round(users.share * parent.users));
  return {
    users: count,
    days: days ?? null,
    validationShare: validation?.share ?? null,
    seed: count !== null || validation ? subset.seed : 0,
  };
}

/** E.g. `5,000 users of mind, training days 2019-11-09 to 2019-11-12, 20% of training for validation, seed 1`. */
export function derivationText({ parent, users, days, validationShare, seed }: Derivation): string {
  const parts = [
    users === null
      ? `All users of ${parent.name}`
      : `${users.toLocaleString('en')} ${users === 1 ? 'user' : 'users'} of ${parent.name}`,
  ];
  if (days) parts.push(`training days ${dayRangeText(days)}`);
  if (validationShare !== null)
    parts.push(`${Number((validationShare * 100).toFixed(2))}% of training for validation`);
  if (users !== null || validationShare !== null) parts.push(`seed ${seed}`);
  return parts.join(', ');
}

/** `2019-11-09 to 2019-11-12`, `from 2019-11-09`, `to 2019-11-12`. */
function dayRangeText({ first, last }: DayRange): string {
  if (first === undefined) return `to ${last}`;
  if (last === undefined) return `from ${first}`;
  return first === last ? first : `${first} to ${last}`;
}
