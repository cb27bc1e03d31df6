/**
 * Wilcoxon's signed ranks of paired differences. Zero differences are left out, equal sizes share the average of their
 * ranks, and p is exact over all 2^n signs of these very ranks; so ties need no table and no approximation.
 */
import { normalP } from './distributions.ts';
import { doubledRanks, roundForTies, tieSizes } from './ranks.ts';
import { twoSided, type RankTest } from './rank-test.ts';

/** Above so many differences the exact distribution costs more than 10 ms, and the normal one is right to 1e-4. */
const EXACT_LIMIT = 200;

/**
 * The statistic is the smaller of the two rank sums, as in SciPy; p = 1 where all differences are zero.
 * @param scale size of the values the differences are of, to tell ties from rounding; default: the largest difference
 * @returns null without differences
 */
export function wilcoxon(differences: readonly number[], scale?: number): RankTest | null {
  if (differences.length === 0) return null;
  const largest = scale ?? Math.max(...differences.map(Math.abs));
  const kept = roundForTies(differences, largest).filter((value) => value !== 0);
  if (kept.length === 0) return { statistic: 0, p: 1, isExact: true };
  const ranks = doubledRanks(kept.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + (kept[i]! > 0 ? rank : 0), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const statistic = Math.min(positive, total - positive) / 2;
  if (kept.length > EXACT_LIMIT)
    return { statistic, p: normalApproximation(kept.length, ranks, statistic), isExact: false };
  // chances[s]: that the doubled ranks with a positive sign sum to s, each sign being equally likely.
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let s = reached; s >= 0; s--)
      chances[s] = ((chances[s] ?? 0) + (s >= rank ? (chances[s - rank] ?? 0) : 0)) / 2;
  }
  return { statistic, p: twoSided(chances, positive), isExact: true };
}

/** With the correction for ties, and for continuity. */
function normalApproximation(n: number, ranks: readonly number[], statistic: number): number {
  const ties = tieSizes(ranks).reduce((sum, t) => sum + t ** 3 - t, 0);
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  const z = (statistic - (n * (n + 1)) / 4 + 0.5) / sd;
  return Math.min(1, 2 * normalP(z));
}
