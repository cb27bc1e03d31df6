/** One row of DotRows.svelte. */
import type { Pair } from '#shared/contract/compare.ts';
import type { Mark } from '../../charts/method-colours.ts';

export interface DotRow {
  id: string;
  label: string;
  /** The label in lines of its own, each cut where it does not fit; default: broken where there is room. */
  lines?: readonly string[];
  mark: Mark | undefined;
  /** Null: the points are all there is. */
  mean: number | null;
  interval: Pair['interval'];
  points: readonly { name: string; value: number }[];
  /** A line above it. */
  rule?: boolean;
  strong?: boolean;
}
