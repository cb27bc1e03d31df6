/** What is wrong with a table's name while it is typed; the lab checks it again. */
import { t } from '../state/language.svelte.ts';

const LONGEST = 100;

/** Undefined: nothing, or nothing typed yet. */
export function tableNameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name.trim().length > LONGEST) return t('tables.nameTooLong', { most: LONGEST });
  if (taken.includes(name.trim())) return t('tables.nameTaken', { name: name.trim() });
  return undefined;
}
