/** Ranks of values, equal ones sharing the average of theirs; doubled, so that they are whole numbers. */

/** Twice the mid-rank of each value, ranks counted from 1. */
export function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (order[to + 1]?.value === order[from]?.value) to++;
    // Ranks from + 1 ... to + 1 have the mean (from + to + 2) / 2.
    for (let i = from; i <= to; i++) ranks[order[i]!.at] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}

/** Values that differ by rounding alone count as equal: to ten digits, relative to the largest. */
export function roundForTies(values: readonly number[], scale: number): number[] {
  if (scale === 0) return values.slice();
  return values.map((value) => Math.round((value / scale) * 1e10));
}

/** Sizes of the groups of equal ranks. */
export function tieSizes(ranks: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()];
}
