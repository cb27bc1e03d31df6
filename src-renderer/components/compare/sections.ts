/** The parts of a comparison in their order, and which of them a comparison has. */
import type { Comparison } from '#shared/contract/compare.ts';

export const SECTIONS = [
  'config',
  'metrics',
  'repeats',
  'seeds',
  'stats',
  'needed',
  'bootstrap',
  'variance',
  'curves',
  'parallel',
  'scatter',
  'cost',
] as const;
export type SectionId = (typeof SECTIONS)[number];

const OF_PAIRS: ReadonlySet<SectionId> = new Set(['seeds', 'stats', 'needed', 'bootstrap']);

/** Charts that hold all groups against each other are not drawn of numbers that mean different things. */
const OF_ALL: ReadonlySet<SectionId> = new Set(['repeats', 'parallel', 'scatter', 'cost']);

export const isRefused = ({ problems }: Comparison): boolean =>
  problems.some(({ severity }) => severity === 'error');

export function isShown(id: SectionId, comparison: Comparison, pairs: number): boolean {
  if (OF_ALL.has(id) && isRefused(comparison)) return false;
  if (OF_PAIRS.has(id)) return pairs > 0;
  if (id === 'config') return comparison.groups.length > 1;
  return id === 'curves' || comparison.metrics.length > 0;
}
