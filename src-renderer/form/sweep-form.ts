/** A sweep as the form has it: values as text, a first sweep to begin with, and how many rows it makes. */
import { z } from 'zod';
import { methodLabel, methodSchema } from '#shared/config/methods.ts';
import { expandSweep } from '#shared/config/sweep.ts';
import { valueTexts } from '#shared/config/sweep-names.ts';
import {
  sweepSchema,
  SWEEP_FIELDS,
  type SweepField,
  type SweepValue,
  usesField,
} from '#shared/config/sweep-fields.ts';

type Config = Readonly<Record<string, unknown>>;

/** Values of a list as they are typed: "1e-5, 5e-5". */
export function listText(values: unknown): string {
  if (!Array.isArray(values)) return '';
  const list: readonly unknown[] = values;
  const text = valueTexts(list.filter((value) => typeof value === 'number'));
  return list.map((value) => (typeof value === 'number' ? text(value) : String(value))).join(', ');
}

/** What is no number stays as it is typed; the check names it. */
export function readList(text: string): SweepValue[] {
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((part) => (Number.isNaN(Number(part)) ? part : Number(part)));
}

/** All values that a flag or a choice has; undefined for numbers. */
export const valuesOf = ({ type, options }: SweepField): readonly SweepValue[] | undefined =>
  type === 'flag' ? [true, false] : type === 'choice' ? options : undefined;

/** Values to begin with: all of a choice; of a number the one it has, and twice or half that. */
export function firstValues(field: SweepField, current: unknown): SweepValue[] {
  const all = valuesOf(field);
  if (all) return [...all];
  const value = typeof current === 'number' ? current : 1;
  const near = [value, 2 * value, value / 2, 0.1, 1, 2, 4, 8].filter((one) => field.accepts(one).success);
  return [...new Set(near)].slice(0, 2).sort((a, b) => a - b);
}

export interface SweepSize {
  combinations: number;
  rows: number;
  repeats: number;
}

/** Undefined while the sweep or its rows are wrong. */
export function sweepSize(config: Config): SweepSize | undefined {
  const sweep = sweepSchema.safeParse(config.sweep);
  const methods = z.array(methodSchema).safeParse(config.methods);
  if (!sweep.success || !methods.success) return undefined;
  const rows = expandSweep(
    { methods: methods.data, sweep: sweep.data, efficiency: config.efficiency === true },
    () => undefined,
  );
  if (!rows) return undefined;
  const repeats = typeof config.repeats === 'number' ? config.repeats : 5;
  return { combinations: rows.combinations, rows: rows.methods.length, repeats };
}

/** Labels of the rows that use one of the fields of the sweep; of all rows while some are wrong. */
export function rowsUsing(config: Config): string[] {
  const methods = z.array(methodSchema).safeParse(config.methods);
  const names = Object.keys((config.sweep as { fields?: object } | undefined)?.fields ?? {});
  const fields = names.flatMap((name) => SWEEP_FIELDS.get(name) ?? []);
  const rows = methods.success ? methods.data : [];
  const using = rows.filter((row) =>
    fields.some((field) => usesField(row, field, config.efficiency === true)),
  );
  return (using.length > 0 ? using : rows).map(methodLabel);
}

/** Names of the fields that can be swept, those of rows first. @param used groups of settings that play a part */
export function sweepNames(used: ReadonlySet<string>): string[] {
  return [...SWEEP_FIELDS.values()]
    .filter(({ group }) => group === undefined || used.has(group))
    .map(({ name }) => name);
}
