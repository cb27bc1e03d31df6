/** Variances of a one-way random-effects design: students within sets of teachers. */

export interface NestedVariance {
  /** Between the groups' true means; an estimate below zero is given as 0. */
  between: number;
  /** Within a group. */
  within: number;
}

/**
 * Method of moments (analysis of variance), for groups of unequal sizes too: within = MSW,
 * between = (MSB - MSW) / n0 with n0 = (N - sum n_i^2 / N) / (k - 1). Source: Searle, Casella and McCulloch, 1992, 3.6.
 * @returns null with fewer than two groups, or where no group has two values: then the two cannot be told apart
 */
export function nestedVariance(groups: readonly (readonly number[])[]): NestedVariance | null {
  const total = groups.reduce((sum, { length }) => sum + length, 0);
  const k = groups.length;
  if (k < 2 || total <= k) return null;
  const centre = groups.flat().reduce((sum, value) => sum + value, 0) / total;
  let between = 0;
  let within = 0;
  for (const values of groups) {
    const own = values.reduce((sum, value) => sum + value, 0) / values.length;
    between += values.length * (own - centre) ** 2;
    for (const value of values) within += (value - own) ** 2;
  }
  const meanWithin = within / (total - k);
  const size = (total - groups.reduce((sum, { length }) => sum + length ** 2, 0) / total) / (k - 1);
  return { between: Math.max(0, (between / (k - 1) - meanWithin) / size), within: meanWithin };
}
