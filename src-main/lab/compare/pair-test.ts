/** The t test that fits the design of two groups' repeats: one rule for comparisons and for tables. */
import { pairedT, type PairedComparison } from '../stats/paired.ts';
import type { TTest } from '../stats/t-test.ts';
import { welchT } from '../stats/welch.ts';

/** Values beside the seeds they count as. */
export interface SeededValues {
  seeds: readonly number[];
  values: readonly number[];
  origin: Origin;
}

/**
 * Where runs were made: null in this lab, else the import they came with; undefined: not all in one place. A seed is a
 * number in one program: of the same number elsewhere come other weights, other batches, other repeats.
 */
export type Origin = string | null | undefined;

export function originOf(runs: readonly { importedFrom: string | null }[]): Origin {
  const origins = new Set(runs.map(({ importedFrom }) => importedFrom));
  return origins.size === 1 ? [...origins][0] : undefined;
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
  | {
      design: 'independent';
      /** Null where a group has one value. */
      test: TTest | null;
      /** Seeds are equal, but the runs were made in different places. */
      isElsewhere: boolean;
    };

/** Second - first: by seed where runs of one origin share at least two, else as independent samples. */
export function pairTest(a: SeededValues, b: SeededValues, confidence?: number): PairTest {
  const seeds = sharedSeeds(a, b);
  const isElsewhere = seeds !== null && (a.origin === undefined || a.origin !== b.origin);
  if (seeds === null || isElsewhere)
    return { design: 'independent', test: welchT(a.values, b.values, confidence), isElsewhere };
  const [first, second] = [valuesAt(a, seeds), valuesAt(b, seeds)];
  return { design: 'paired', seeds, first, second, test: pairedT(first, second, confidence)! };
}

/** Without any spread t is infinite or 0 / 0, and p would be a claim that nothing supports. */
export const hasSpread = ({ standardError }: TTest): boolean => standardError !== 0;

/** Null with fewer than two shared seeds, or where a seed stands twice. */
function sharedSeeds(a: SeededValues, b: SeededValues): number[] | null {
  const [inA, inB] = [new Set(a.seeds), new Set(b.seeds)];
  if (inA.size < a.seeds.length || inB.size < b.seeds.length) return null;
  const shared = a.seeds.filter((seed) => inB.has(seed));
  return shared.length < 2 ? null : shared.sort((x, y) => x - y);
}

const valuesAt = ({ seeds, values }: SeededValues, wanted: readonly number[]): number[] =>
  wanted.map((seed) => values[seeds.indexOf(seed)] as number);
