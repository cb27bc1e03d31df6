/**
 * Mann and Whitney's U of two independent lists. Equal values share the average of their ranks, and p is exact over all
 * ways to choose which of these very ranks belong to which list.
 */
import { normalP } from './distributions.ts';
import { doubledRanks, roundForTies, tieSizes } from './ranks.ts';
import { twoSided, type RankTest } from './rank-test.ts';

/** Above so many additions the exact distribution takes more than about 20 ms, and the normal one is right to 1e-3. */
const EXACT_LIMIT = 2e7;

/**
 * The statistic is U of `second`: how many pairs (a, b) have b > a, ties counting one half.
 * @returns null where a list is empty
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest | null {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return null;
  const all = [...first, ...second];
  const ranks = doubledRanks(roundForTies(all, Math.max(...all.map(Math.abs))));
  const seen = ranks.slice(m).reduce((sum, rank) => sum + rank, 0);
  const statistic = seen / 2 - (n * (n + 1)) / 2;
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  if ((m + n) * Math.min(m, n) * total > EXACT_LIMIT)
    return { statistic, p: normalApproximation(m, n, ranks, statistic), isExact: false };
  const isFewer = n <= m;
  const chances = rankSumChances(ranks, total, Math.min(m, n));
  return { statistic, p: twoSided(chances, isFewer ? seen : total - seen), isExact: true };
}

/** Chance of each sum of `size` of the doubled ranks, all choices being equally likely. */
function rankSumChances(ranks: readonly number[], total: number, size: number): Float64Array {
  // ways[k][s]: choices of k ranks so far with sum s; weighed as chances at the end.
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  ways[0]![0] = 1;
  let reached = 0;
  ranks.forEach((rank, i) => {
    reached += rank;
    for (let k = Math.min(size, i + 1); k >= 1; k--) {
      const [to, from] = [ways[k]!, ways[k - 1]!];
      for (let s = reached; s >= rank; s--) to[s] = (to[s] ?? 0) + (from[s - rank] ?? 0);
    }
  });
  const chances = ways[size]!;
  const all = chances.reduce((sum, count) => sum + count, 0);
  return chances.map((count) => count / all);
}

/** With the correction for ties, and for continuity. */
function normalApproximation(m: number, n: number, ranks: readonly number[], statistic: number): number {
  const all = m + n;
  const ties = tieSizes(ranks).reduce((sum, t) => sum + t ** 3 - t, 0);
  const sd = Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * (all - 1))));
  if (sd === 0) return 1;
  const distance = Math.max(0, Math.abs(statistic - (m * n) / 2) - 0.5);
  return Math.min(1, 2 * normalP(-distance / sd));
}
