/**
 * How a hyper-parameter is described once for validation, form, help text and documentation: a zod type with a label,
 * a unit and a sentence. `z.toJSONSchema` carries these to the form.
 */
import { z } from 'zod';

export interface FieldMeta {
  label: string;
  /** Unit as printed after the value, e.g. `tokens`; empty for pure numbers. */
  unit: string;
  help: string;
}

function described<T extends z.ZodType>(type: T, label: string, unit: string, help: string): T {
  return type.meta({ title: label, unit, description: help });
}

export const int = (label: string, unit: string, min: number, max: number, help: string) =>
  described(z.int().min(min).max(max), label, unit, help);

export const real = (label: string, unit: string, min: number, max: number, help: string) =>
  described(z.number().min(min).max(max), label, unit, help);

/** A learning rate: positive, at most 1. */
export const rate = (label: string, help: string) => described(z.number().positive().max(1), label, '', help);

export const flag = (label: string, help: string) => described(z.boolean(), label, '', help);

export const choice = <const O extends readonly [string, ...string[]]>(
  label: string,
  options: O,
  help: string,
) => described(z.enum(options), label, '', help);
