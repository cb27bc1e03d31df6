/**
 * The row of each stage within a lane: a chain of stages that ends in a result stands in one row, side by side, and
 * what feeds it nearby. Two chains share a row only with an empty column between them.
 */
export interface Chained {
  /** In the order in which results are wanted. */
  keys: readonly string[];
  inputs: (key: string) => readonly string[];
  /** Column; every input is left of what reads it. */
  column: (key: string) => number;
}

export function rowsOf({ keys, inputs, column }: Chained): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const taken: Set<number>[] = [];
  const isFree = (row: number, from: number, to: number): boolean => {
    for (let at = from; at <= to; at++) if (taken[row]?.has(at)) return false;
    return true;
  };

  /** The free row nearest to `near`. */
  const freeRow = (from: number, to: number, near: number): number => {
    for (let away = 0; ; away++) {
      if (near - away >= 0 && isFree(near - away, from, to)) return near - away;
      if (isFree(near + away, from, to)) return near + away;
    }
  };

  function place(end: string, near: number | undefined): void {
    const chain = [end];
    for (let at: string | undefined = end; at !== undefined;) {
      const open: string[] = inputs(at).filter((key) => !rows.has(key));
      at = open.reduce<string | undefined>(
        (deepest, key) => (deepest === undefined || column(key) > column(deepest) ? key : deepest),
        undefined,
      );
      if (at !== undefined) chain.push(at);
    }
    const start = chain.at(-1) ?? end;
    const parents = inputs(start).map((key) => rows.get(key) ?? 0);
    const row = freeRow(
      column(start) - 1,
      column(end) + 1,
      near ?? (parents.length > 0 ? Math.min(...parents) : 0),
    );
    taken[row] ??= new Set();
    for (let at = column(start); at <= column(end); at++) taken[row].add(at);
    for (const key of chain) rows.set(key, row);
    // What feeds the chain comes with its own inputs, so the longest way first.
    const feeding = chain.flatMap((key) => inputs(key)).sort((a, b) => column(b) - column(a));
    for (const input of feeding) if (!rows.has(input)) place(input, row);
  }

  const read = new Set(keys.flatMap((key) => inputs(key)));
  for (const key of keys) if (!read.has(key)) place(key, undefined);
  return rows;
}
