/** The t test that fits the design of two groups' repeats: one rule for comparisons and for tables. */
import { pairedT, type PairedComparison } from '../stats/paired.ts';
import type { TTest } from '../stats/t-test.ts';
import { welchT } from '../stats/welch.ts';

/** Values beside the seeds they count as. */
export interface SeededValues {
  seeds: readonly number[];
  values: readonly number[];
}

export type PairTest =
  | {
      design: 'paired';
      /** Of both, ascending. */
      seeds: number[];
      first: number[];
      second: number[];
      test: PairedComparison;
    }
  /** Null where a group has one value. */
  | { design: 'independent'; test: TTest | null };

/** Second - first: by seed where at least two are shared, else as independent samples. */
export function pairTest(a: SeededValues, b: SeededValues, confidence?: number): PairTest {
  const seeds = sharedSeeds(a, b);
  if (seeds === null) return { design: 'independent', test: welchT(a.values, b.values, confidence) };
  const [first, second] = [valuesAt(a, seeds), valuesAt(b, seeds)];
  return { design: 'paired', seeds, first, second, test: pairedT(first, second, confidence)! };
}

/** Without any spread t is infinite or 0 / 0, and p would be a claim that nothing supports. */
export const hasSpread = ({ standardError }: TTest): boolean => standardError !== 0;

/** Null where the design is not paired: fewer than two shared seeds, or a seed that stands twice. */
function sharedSeeds(a: SeededValues, b: SeededValues): number[] | null {
  const [inA, inB] = [new Set(a.seeds), new Set(b.seeds)];
  if (inA.size < a.seeds.length || inB.size < b.seeds.length) return null;
  const shared = a.seeds.filter((seed) => inB.has(seed));
  return shared.length < 2 ? null : shared.sort((x, y) => x - y);
}

const valuesAt = ({ seeds, values }: SeededValues, wanted: readonly number[]): number[] =>
  wanted.map((seed) => values[seeds.indexOf(seed)] as number);
