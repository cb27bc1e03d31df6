/** Readers of option values; commander turns their errors into usage errors. */
import { InvalidArgumentError } from 'commander';
import { nameSchema } from '#shared/config/base-plm.ts';
import { tableNameSchema } from '#shared/contract/paper-tables.ts';

/** A whole number within bounds, written in digits (with `_` or `,` between them where wanted). */
export const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^-?\d[\d_,]*$/.test(text) ? Number(text.replace(/[_,]/g, '')) : NaN;
    if (!Number.isSafeInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(
        max === Number.MAX_SAFE_INTEGER
          ? `Give a whole number of at least ${min}.`
          : `Give a whole number from ${min} to ${max}.`,
      );
    return value;
  };

/** A share above 0 and below 1, written as `0.2` or `20%`. */
export function share(text: string): number {
  const match = /^(\d*\.?\d+)(%?)$/.exec(text);
  const value = match ? Number(match[1]) / (match[2] ? 100 : 1) : NaN;
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('Give a share such as 0.2 or 20%.');
  return value;
}

/** A number above 0. */
export function positive(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (!(value > 0)) throw new InvalidArgumentError('Give a number above 0, such as 0.3.');
  return value;
}

/** A name that is safe in a path. */
export function name(text: string): string {
  const parsed = nameSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'Not a name.');
  return parsed.data;
}

/** Any text on one line. */
export function tableName(text: string): string {
  const parsed = tableNameSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('Give a name of 1 to 100 characters.');
  return parsed.data;
}
