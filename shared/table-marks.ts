/**
 * Which cells of a column are best and second: one rule for the window and every export. Full precision decides, not what
 * is printed; equal means share a mark.
 */
import type { Direction } from './metrics.ts';

export type TableMark = 'best' | 'second';

/** @param means by row; null or undefined: no value. @returns by row; nothing is marked where there is nothing to choose */
export function tableMarks(
  means: readonly (number | null | undefined)[],
  direction: Direction,
): (TableMark | null)[] {
  const present = means.filter((mean) => typeof mean === 'number');
  const ranked = [...new Set(present)].sort((a, b) => (direction === 'lower' ? a - b : b - a));
  if (direction === 'none' || ranked.length < 2) return means.map(() => null);
  return means.map((mean) => {
    if (mean === ranked[0]) return 'best';
    // Of two, the second is just the other one.
    return mean === ranked[1] && present.length > 2 ? 'second' : null;
  });
}
