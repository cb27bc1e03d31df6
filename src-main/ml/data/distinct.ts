/** Each distinct news item of a batch is encoded once; the batch then refers to it by its slot. */

export interface Distinct {
  /** Distinct indices in ascending order: the same batch always gives the same order. */
  items: Int32Array;
  /** Slot of each input index in `items`; -1 stays -1 (padding). */
  slots: Int32Array;
}

/** Distinct values of `indices`, negative ones (padding) left out. */
export function distinct(indices: Int32Array): Distinct {
  const items = Int32Array.from(new Set(indices)).sort();
  const first = items.findIndex((item) => item >= 0);
  const kept = first <= 0 ? (first === 0 ? items : new Int32Array(0)) : items.subarray(first);
  const slotOf = new Map<number, number>();
  for (let slot = 0; slot < kept.length; slot++) slotOf.set(kept[slot], slot);
  return { items: kept, slots: indices.map((index) => (index < 0 ? -1 : slotOf.get(index)!)) };
}
