/** A configuration as rows: dotted names and plain values, in the order in which they stand in it. */
import type { FieldValue } from '#shared/contract/runs.ts';

/** Lists of plain values stay one row. */
export function flatConfig(value: unknown, path = ''): [string, FieldValue][] {
  if (value === undefined) return [];
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return [[path, value]];
  if (typeof value !== 'object') return [[path, String(value)]];
  if (Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object'))
    return [[path, value.join(', ')]];
  const entries = Object.entries(value);
  if (entries.length === 0) return path === '' ? [] : [[path, '{}']];
  return entries.flatMap(([name, inner]) => flatConfig(inner, path === '' ? name : `${path}.${name}`));
}

export interface Difference {
  field: string;
  preset: FieldValue;
  value: FieldValue;
}

type Groups = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/**
 * Fields of a recipe (`<kind>.<group>.<field>`) that a preset sets and that stand otherwise here. What follows from the method
 * or the data has no preset.
 */
export function presetDifferences(
  recipe: Readonly<Record<string, FieldValue>>,
  preset: object,
): Difference[] {
  return Object.entries(recipe).flatMap(([field, value]) => {
    const [, group, name] = field.split('.');
    const usual = (preset as Groups)[group ?? '']?.[name ?? ''];
    if (usual === undefined || String(usual) === String(value)) return [];
    return [{ field, preset: usual as FieldValue, value }];
  });
}
