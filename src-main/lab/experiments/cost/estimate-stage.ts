/** Time, size and memory of one planned stage after the measured ones that are nearest to it in size. */
import type { CostBasis, CostRange } from '#shared/contract/cost.ts';
import type { StageKind } from '#shared/trainer-protocol/stages.ts';
import type { Sample } from './measured-stages.ts';
import { ENCODING_KINDS } from './stage-work.ts';

/** Start of a trainer and reading of its inputs: no more than this, and no more than half of what was measured. */
const OVERHEAD_SECONDS = 1;
/** So many of the samples that are nearest in size tell the time. */
const NEAREST = 8;
/** Up to this ratio a stage counts as one of the same size. */
const SAME_SIZE = 1.5;
/** One sample tells nothing of its spread. */
const SPREAD_OF_ONE = 1.25;
/** How wide an estimate gets with each doubling between what was measured and what is planned. */
const SPREAD_OF_DOUBLING = 0.25;
/** Other kinds of training only tell the order of magnitude. */
const SPREAD_OF_RELATED = 4;

export interface StageTime {
  seconds: CostRange | null;
  basis: CostBasis;
  timed: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};
const ratioOf = (a: number, b: number): number => Math.max(a / b, b / a);

/** @param samples that were timed with the backend that will run */
export function estimateTime(kind: StageKind, work: number, samples: readonly Sample[]): StageTime {
  const own = samples.filter((sample) => sample.kind === kind);
  if (own.length > 0) {
    const near = nearest(own, work);
    const smallest = ratioOf(near[0]!.work, work);
    const widened = 1 + SPREAD_OF_DOUBLING * Math.log2(smallest);
    const spread = near.length === 1 ? SPREAD_OF_ONE : 1;
    return {
      seconds: scaled(near, work, widened * spread),
      basis: smallest <= SAME_SIZE ? 'measured' : 'scaled',
      timed: near.length,
    };
  }
  const related = ENCODING_KINDS.has(kind) ? samples.filter((sample) => ENCODING_KINDS.has(sample.kind)) : [];
  if (related.length === 0) return { seconds: null, basis: 'none', timed: 0 };
  const near = nearest(related, work);
  const { likely } = scaled(near, work, 1);
  return {
    seconds: { low: likely / SPREAD_OF_RELATED, likely, high: likely * SPREAD_OF_RELATED },
    basis: 'related',
    timed: near.length,
  };
}

const nearest = (samples: readonly Sample[], work: number): Sample[] =>
  [...samples].sort((a, b) => ratioOf(a.work, work) - ratioOf(b.work, work)).slice(0, NEAREST);

function scaled(samples: readonly Sample[], work: number, spread: number): CostRange {
  const overheads = samples.map(({ seconds }) => Math.min(OVERHEAD_SECONDS, seconds / 2));
  const rates = samples.map((sample, i) => (sample.seconds - overheads[i]!) / sample.work);
  const overhead = median(overheads);
  const at = (rate: number): number => overhead + rate * work;
  const likely = at(median(rates));
  return {
    low: Math.min(likely / spread, at(Math.min(...rates)) / spread),
    likely,
    high: Math.max(likely * spread, at(Math.max(...rates)) * spread),
  };
}

/** How much larger than the arithmetic says the stages of a kind are; null: none was measured. */
export function correction(
  kind: StageKind,
  samples: readonly Sample[],
  of: 'disk' | 'memory',
): { factor: number; count: number } | null {
  const ratios = samples.flatMap((sample) => {
    const measured = sample.kind === kind ? sample[of] : null;
    return measured && measured.computed > 0 ? [measured.bytes / measured.computed] : [];
  });
  return ratios.length > 0 ? { factor: median(ratios), count: ratios.length } : null;
}
