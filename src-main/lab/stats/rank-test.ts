/** What both rank tests give, and the two-sided p of an exact distribution. */

export interface RankTest {
  statistic: number;
  /** Two-sided. */
  p: number;
  /** False: so many values that the normal distribution stands in for the exact one. */
  isExact: boolean;
}

/** Twice the smaller tail, at most 1. @param chances of each whole value of the statistic */
export function twoSided(chances: Float64Array, seen: number): number {
  let below = 0;
  let above = 0;
  for (let i = 0; i <= seen; i++) below += chances[i] ?? 0;
  for (let i = chances.length - 1; i >= seen; i--) above += chances[i] ?? 0;
  return Math.min(1, 2 * Math.min(below, above));
}
