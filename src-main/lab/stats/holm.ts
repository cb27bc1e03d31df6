/** Holm's step-down adjustment of many p values: the chance of any false alarm stays below the level. */

/**
 * Adjusted p values in the order given; a null takes no part and stays null.
 * Source: Holm, Scandinavian Journal of Statistics 6, 1979.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const order = values.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let floor = 0;
  order.forEach(({ p, at }, rank) => {
    floor = Math.max(floor, Math.min(1, p * (order.length - rank)));
    adjusted[at] = floor;
  });
  return adjusted;
}
