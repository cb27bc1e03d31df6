/** Names of things in the workspace: what is wrong with one, and a first guess from a path. */
import { nameSchema } from '#shared/config/base-plm.ts';
import { t } from '../state/language.svelte.ts';

/** A sentence, or undefined when the name is good (or not typed yet). */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return undefined;
  if (!nameSchema.safeParse(name).success) return t('rule.name');
  return taken.includes(name) ? t('name.taken', { name }) : undefined;
}

/** The last part of a path as a name: `/data/MIND small.zip` -> `MIND-small`. */
export function nameFromPath(path: string): string {
  const last = path.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  return last
    .replace(/\.(zip|tsv|tar|gz)$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 80);
}
