/** Problems of a check by the field they belong to. */
import type { Problem } from '#shared/contract/domain.ts';
import { t, tError } from '../state/language.svelte.ts';
import type { Field, Path } from './fields.ts';
import { rangeWords } from './field-words.ts';

export const pathKey = (path: Path): string => path.join('/');

/** Path key -> message; several at one field become one text. */
export function groupByField(problems: readonly Problem[]): ReadonlyMap<string, string> {
  const byField = new Map<string, string>();
  for (const { path, message } of problems) {
    const key = pathKey(path);
    byField.set(key, byField.has(key) ? `${byField.get(key)} ${message}` : message);
  }
  return byField;
}

/**
 * What a problem says in the language shown. The checker's own words on types and limits say less than the field knows of
 * itself.
 */
export function inWords(problem: Problem, field: Field | undefined): string {
  if (!field || !/^(Too (big|small)|Invalid input|Invalid option)/.test(problem.message))
    return tError(problem);
  if (field.options.length > 0) return t('form.chooseOneOf', { options: field.options.join(', ') });
  const range = rangeWords(field);
  if (range === '') return t('form.fillIn');
  return t(field.type === 'integer' ? 'form.useWhole' : 'form.useNumber', { range });
}
