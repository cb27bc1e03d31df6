/** Names of things in the workspace: what is wrong with one, and a first guess from a path. */
import { nameSchema } from '#shared/config/base-plm.ts';

/** A sentence, or undefined when the name is good (or not typed yet). */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return undefined;
  const checked = nameSchema.safeParse(name);
  if (!checked.success) return checked.error.issues[0]?.message;
  return taken.includes(name) ? `The name ${name} is taken. Choose another one.` : undefined;
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
