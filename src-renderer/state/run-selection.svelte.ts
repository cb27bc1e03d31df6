/** Which rows of a long list are selected, and which one the keys act on; by id, so that both survive live updates. */
export class RunSelection {
  /** Keys of runs. */
  keys = $state.raw<ReadonlySet<string>>(noKeys());
  /** Id of the row that arrows move from. */
  active = $state<string>();
  private anchor: string | undefined;

  get size(): number {
    return this.keys.size;
  }
  has = (key: string): boolean => this.keys.has(key);

  clear(): void {
    this.keys = noKeys();
    this.anchor = undefined;
  }

  set(keys: Iterable<string>): void {
    this.keys = setOf(keys);
  }

  /** All of `keys` in, or out where all are in. @param row the row that was acted on */
  toggle(row: string, keys: readonly string[]): void {
    const all = keys.every(this.has);
    const next = setOf(this.keys);
    for (const key of keys)
      if (all) next.delete(key);
      else next.add(key);
    this.keys = next;
    this.anchor = row;
  }

  only(row: string, keys: readonly string[]): void {
    this.keys = setOf(keys);
    this.anchor = row;
  }

  /** Where a range begins, unless one has begun already. */
  startAt(row: string): void {
    this.anchor ??= row;
  }

  /** From the row that was last acted on to `row`. @param between keys of the rows from one id to another, in order */
  extend(row: string, between: (from: string, to: string) => readonly string[]): void {
    this.anchor ??= this.active ?? row;
    this.keys = setOf(between(this.anchor, row));
  }
}

const setOf = (keys: Iterable<string>): Set<string> => new Set(keys);
const noKeys = (): ReadonlySet<string> => setOf([]);
