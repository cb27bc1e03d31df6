/** The variance of one result in parts that add up to it, for the bars. */
import type { VarianceParts } from '#shared/contract/compare.ts';

/** `repeats`: seeds and teachers that change together and cannot be told apart. */
export type VariancePart = 'seed' | 'teacher' | 'evaluation' | 'repeats';

export function varianceShares({
  total,
  seed,
  teacher,
  evaluation,
}: VarianceParts): ReadonlyMap<VariancePart, number> {
  const parts = new Map<VariancePart, number>();
  if (seed !== null) parts.set('seed', Math.max(0, seed));
  if (teacher !== null) parts.set('teacher', Math.max(0, teacher));
  if (evaluation !== null) parts.set('evaluation', evaluation);
  const rest = total - [...parts.values()].reduce((sum, value) => sum + value, 0);
  if (seed === null && rest > 1e-9 * total) parts.set('repeats', rest);
  return parts;
}
