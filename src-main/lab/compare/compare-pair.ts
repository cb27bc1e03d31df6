/** One pair of groups in one metric: the tests that fit the design of the data, and what a reader must know of them. */
import type { GroupMetric, Pair, PAIR_WARNINGS } from '#shared/contract/compare.ts';
import { mannWhitney } from '../stats/mann-whitney.ts';
import { detectableNoncentrality, LEVEL, repeatsFor, tPower, type Design } from '../stats/power.ts';
import { mean, sampleVariance } from '../stats/sample.ts';
import type { RankTest } from '../stats/rank-test.ts';
import { equivalenceP, type TTest } from '../stats/t-test.ts';
import { hedgesG } from '../stats/welch.ts';
import { wilcoxon } from '../stats/wilcoxon.ts';
import { hasSpread, type Origin, pairTest, type PairTest } from './pair-test.ts';

type Warning = (typeof PAIR_WARNINGS)[number];

export interface PairOptions {
  confidence: number;
  /** Of the equivalence test, in the metric's unit; undefined: none is made. */
  margin?: number | undefined;
}

export interface Side {
  label: string;
  values: GroupMetric;
  origin: Origin;
}

/** `holm` is null: it is known only with all other pairs. */
export function comparePair(a: Side, b: Side, metric: string, options: PairOptions): Pair {
  const seeded = ({ values, origin }: Side) => ({ ...values, origin });
  const result = pairTest(seeded(a), seeded(b), options.confidence);
  return result.design === 'paired'
    ? pairedPair(a, b, metric, result, options)
    : independentPair(a, b, metric, result, options);
}

function pairedPair(
  a: Side,
  b: Side,
  metric: string,
  { seeds, first, second, test }: Extract<PairTest, { design: 'paired' }>,
  options: PairOptions,
): Pair {
  const ranks = wilcoxon(test.differences, Math.max(...first.map(Math.abs), ...second.map(Math.abs)));
  const warnings: Warning[] = [];
  if (floorOfSigns(test.n) > LEVEL) warnings.push('exact-floor');
  if (seeds.length < a.values.n || seeds.length < b.values.n) warnings.push('some-seeds-apart');
  const base = {
    a: a.label,
    b: b.label,
    metric,
    design: 'paired' as const,
    n: test.n,
    differences: seeds.map((seed, i) => ({ seed, value: test.differences[i] as number })),
    exact: toExact('wilcoxon', ranks),
  };
  return withTest(base, test, { name: 'd_z', value: test.cohenDz }, test.cohenDz, warnings, options);
}

function independentPair(
  a: Side,
  b: Side,
  metric: string,
  { test, isElsewhere }: Extract<PairTest, { design: 'independent' }>,
  options: PairOptions,
): Pair {
  const [first, second] = [a.values.values, b.values.values];
  const n = Math.min(first.length, second.length);
  const base = { a: a.label, b: b.label, metric, design: 'independent' as const, n, differences: [] };
  if (!test)
    return {
      ...base,
      ...NO_TEST,
      difference: mean(second) - mean(first),
      exact: null,
      warnings: ['one-repeat'],
    };
  const warnings: Warning[] = isElsewhere ? ['seeds-of-elsewhere'] : [];
  if (floorOfChoices(first.length, second.length) > LEVEL) warnings.push('exact-floor');
  const spread = Math.sqrt(((sampleVariance(first) ?? 0) + (sampleVariance(second) ?? 0)) / 2);
  const exact = toExact('mann-whitney', mannWhitney(first, second));
  const effect = { name: 'g' as const, value: hedgesG(first, second) ?? 0 };
  return withTest({ ...base, exact }, test, effect, test.difference / spread, warnings, options);
}

const NO_TEST = {
  interval: null,
  t: null,
  degrees: null,
  p: null,
  holm: null,
  effect: null,
  equivalence: null,
  power: null,
} as const;

/** @param standardised the difference as power sees it */
function withTest(
  base: Omit<Pair, 'difference' | 'warnings' | keyof typeof NO_TEST>,
  test: TTest,
  effect: NonNullable<Pair['effect']>,
  standardised: number,
  warnings: Warning[],
  { confidence, margin }: PairOptions,
): Pair {
  const { difference, standardError, degrees, t, p, interval } = test;
  if (!hasSpread(test)) return { ...base, ...NO_TEST, difference, warnings: [...warnings, 'no-spread'] };
  if (tPower(Math.abs(t), degrees) < 0.5) warnings.push('low-power');
  const equivalence = margin === undefined ? null : equivalenceP(test, margin);
  return {
    ...base,
    difference,
    interval,
    t,
    degrees,
    p,
    holm: null,
    effect,
    equivalence:
      margin === undefined || equivalence === null
        ? null
        : { margin, p: equivalence, equivalent: equivalence < 1 - confidence },
    power: {
      detectable: detectableNoncentrality(degrees) * standardError,
      repeatsForSeen: namedRepeats(repeatsFor(standardised, base.design satisfies Design)),
    },
    warnings,
  };
}

/** What would take more repeats than anybody runs is no difference that is seen, often just rounding. */
const MOST_REPEATS = 1_000_000;
const namedRepeats = (repeats: number | null): number | null =>
  repeats !== null && repeats <= MOST_REPEATS ? repeats : null;

const toExact = (test: 'wilcoxon' | 'mann-whitney', result: RankTest | null): Pair['exact'] =>
  result?.isExact ? { test, statistic: result.statistic, p: result.p } : null;

/** Smallest two-sided p that n signs can give, and that all ways to choose n of m + n can give. */
const floorOfSigns = (n: number): number => 2 / 2 ** n;
function floorOfChoices(m: number, n: number): number {
  let ways = 1;
  for (let i = 1; i <= n; i++) ways *= (m + i) / i;
  return 2 / ways;
}
