/** Oracle values of the statistics (tests/fixtures/oracles/stats.json and stats-more.json), and how near is equal. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export interface Case {
  a: number[];
  b: number[];
  mean_a: number;
  sd_a: number;
  ci95_a: [number, number];
  paired_t: { t: number; p: number };
  welch_t: { t: number; p: number; df: number };
  wilcoxon_exact_p: number | null;
  mann_whitney_exact_p: number | null;
  cohen_dz: number;
  hedges_g: number;
}

export const readOracle = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../fixtures/oracles/${name}`, import.meta.url), 'utf8')) as T;

export const oracle = readOracle<{
  cases: Case[];
  holm: { p: number[]; adjusted: number[] };
  t_quantile_975: Record<string, number>;
}>('stats.json');

/** @param relative default 1e-10 */
export function expectNear(actual: number | null | undefined, expected: number, relative = 1e-10): void {
  const error = Math.abs((actual ?? NaN) - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
  if (expected === 0) expect(actual).toBe(0);
  else expect(error, `${actual} for ${expected}`).toBeLessThanOrEqual(relative);
}

export const more = readOracle<{
  t_two_sided: [number, number, number][];
  t_quantile: [number, number, number][];
  noncentral_t: [number, number, number, number][];
  ranks: { d: number[]; a: number[]; b: number[]; wilcoxon_p: number; mann_whitney_p: number }[];
  long: { x: number[]; y: number[]; wilcoxon_p: number; mann_whitney_p: number };
  normal: { wide: number[]; wilcoxon_p: number; left: number[]; right: number[]; mann_whitney_p: number };
  cases: {
    a: number[];
    b: number[];
    u: number[];
    margin: number;
    paired_tost_p: number;
    welch: { t: number; df: number; p: number; ci90: [number, number] };
    welch_tost_p: number;
    hedges_g_exact: number;
  }[];
  repeats_for: [number, number, number][];
  detectable_dz: [number, number][];
  nested: { groups: number[][]; within: number; between: number }[];
}>('stats-more.json');
