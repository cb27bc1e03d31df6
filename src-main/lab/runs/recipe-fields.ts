/** The settings of one stage as flat fields: `<stage kind>.<group>.<field>`, for imported runs `imported.<parameter>`. */
import type { FieldValue } from '#shared/contract/runs.ts';

/** They name files or places, or repeat what stands elsewhere. */
const LEFT_OUT: ReadonlySet<string> = new Set(['kind', 'source']);

export function flatFields(kind: string, config: Record<string, unknown>): [string, FieldValue][] {
  const fields: [string, FieldValue][] = [];
  const walk = (path: string, value: unknown): void => {
    if (Array.isArray(value)) {
      // One element is a value like any other; more are read as one list.
      if (value.every((item) => item === null || typeof item !== 'object'))
        fields.push([path, value.map((item) => String(item ?? 'none')).join(', ')]);
      else value.forEach((item, i) => walk(value.length === 1 ? path : `${path}.${i + 1}`, item));
    } else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) walk(`${path}.${name}`, inner);
    } else if (value !== undefined) fields.push([path, value as FieldValue]);
  };
  for (const [name, value] of Object.entries(config)) if (!LEFT_OUT.has(name)) walk(`${kind}.${name}`, value);
  return fields;
}

export function importedFields(config: Record<string, unknown>): [string, FieldValue][] {
  const params = (config.params ?? {}) as Record<string, FieldValue>;
  const fields = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ['imported.split', typeof config.split === 'string' ? config.split : null],
    ...fields.map(([name, value]): [string, FieldValue] => [`imported.${name}`, value]),
  ];
}

/** Of an imported run: what sets its repeats aside is no part of what it computes. */
export const isSeedField = (name: string): boolean =>
  /(^|[._-])(seed|random_seed|random_state|manual_seed|run_id|run_name|repeat)$/i.test(name);
