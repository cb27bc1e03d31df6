/**
 * The mark before a pair's sentence. Against a reference it points to where the other group lies; among every pair it only
 * says whether there is a difference, for which side is named first there means nothing.
 */
import type { Pair } from '#shared/contract/compare.ts';
import { metricFacts } from '#shared/metrics.ts';
import { verdictOf, type Verdict } from '#shared/statistics/sentence.ts';

export type PairMark = Verdict | 'higher' | 'lower' | 'differ';

/** @param reference label of the group that all others are held against; undefined: every pair is compared */
export function markOf(pair: Pair, reference: string | undefined): PairMark {
  const verdict = verdictOf(pair);
  if (verdict !== 'better' && verdict !== 'worse') return verdict;
  if (pair.a !== reference) return 'differ';
  if (metricFacts(pair.metric).direction !== 'none') return verdict;
  return verdict === 'better' ? 'higher' : 'lower';
}
