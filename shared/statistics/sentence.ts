/** A pair's result in one plain sentence, and what a reader must know beside it; for the window, the command line and footnotes. */
import type { Bootstrap, Pair } from '../contract/compare.ts';
import { translate, type Language, type MessageKey } from '../messages/messages.ts';
import { metricFacts } from '../metrics.ts';
import { formatAmount, formatDifference, formatExactP, formatP, pStatement } from './format.ts';

export const SIGNIFICANCE_LEVEL = 0.05;

export const VERDICTS = [
  'better', // b is better than a
  'worse',
  'alone', // this test alone sees it; after Holm's adjustment it does not
  'equivalent',
  'unclear',
  'untested',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Of b against a; for a metric without a better side, `better` stands for higher. */
export function verdictOf(pair: Pair): Verdict {
  const { p, holm, difference, equivalence } = pair;
  if (p === null) return 'untested';
  if (p < SIGNIFICANCE_LEVEL && difference !== 0) {
    if (holm !== null && holm >= SIGNIFICANCE_LEVEL) return equivalence?.equivalent ? 'equivalent' : 'alone';
    // A difference that is there, but too small to matter to the user, is still there.
    const isLowerBetter = metricFacts(pair.metric).direction === 'lower';
    return difference > 0 !== isLowerBetter ? 'better' : 'worse';
  }
  return equivalence?.equivalent ? 'equivalent' : 'unclear';
}

/**
 * One sentence, the better one named first.
 * @param reference label of the group that all others are held against: then the other one is named first
 */
export function pairSentence(pair: Pair, language: Language, reference?: string): string {
  const { a, b, metric, difference, n, interval } = pair;
  const verdict = verdictOf(pair);
  const say = (key: MessageKey, values: Record<string, string | number> = {}): string =>
    translate(language, key, { a, b, n, amount: formatAmount(difference, metric), ...values });
  if (verdict === 'untested')
    return say(pair.warnings.includes('no-spread') ? 'stats.sentence.noSpread' : 'stats.sentence.oneRepeat');
  const test = translate(language, `stats.test.${pair.design}`);
  const bounds = boundsOf(interval, metric);
  const common = {
    ...bounds,
    test,
    p: pStatement(language, pair.p ?? 1),
    holm: holmText(pair, language),
    agreement: agreementText(pair, language),
  };
  if (verdict === 'equivalent' && pair.equivalence)
    return say('stats.sentence.equivalent', {
      ...bounds,
      margin: formatAmount(pair.equivalence.margin, metric),
      p: pStatement(language, pair.equivalence.p),
    });
  if (verdict === 'unclear') return say('stats.sentence.unclear', common);
  const isFirstBetter = difference < 0 !== (metricFacts(metric).direction === 'lower');
  const hasBetterSide = metricFacts(metric).direction !== 'none';
  const keys = hasBetterSide
    ? (['stats.sentence.better', 'stats.sentence.worse'] as const)
    : (['stats.sentence.higher', 'stats.sentence.lower'] as const);
  const isTurned = reference !== undefined && reference === (isFirstBetter ? a : b);
  const key = verdict === 'alone' ? 'stats.sentence.onlyAlone' : keys[isTurned ? 1 : 0];
  // An interval of the size: turned where the difference is negative.
  const turned = difference < 0 && interval ? { low: -interval.high, high: -interval.low } : interval;
  const found = say(key, {
    ...common,
    better: isFirstBetter ? a : b,
    worse: isFirstBetter ? b : a,
    amount: formatAmount(Math.abs(difference), metric),
    ...boundsOf(turned, metric),
  });
  if (!pair.equivalence?.equivalent) return found;
  const within = say('stats.sentence.within', {
    margin: formatAmount(pair.equivalence.margin, metric),
    p: pStatement(language, pair.equivalence.p),
  });
  return `${found} ${within}`;
}

/** What must be known of the sentence, as further sentences; often none. */
export function pairNotes(pair: Pair, language: Language): string[] {
  const { n, metric, exact, power, warnings, equivalence, design } = pair;
  const notes: string[] = [];
  const say = (key: MessageKey, values: Record<string, string | number> = {}): void =>
    void notes.push(translate(language, key, { n, ...values }));
  const verdict = verdictOf(pair);
  if (warnings.includes('some-seeds-apart')) say('stats.note.someSeedsApart');
  if (warnings.includes('seeds-of-elsewhere')) say('stats.note.seedsOfElsewhere');
  if (warnings.includes('exact-floor') && exact) {
    const floor = design === 'paired' ? formatExactP(2 ** (1 - n)) : null;
    const p = formatExactP(exact.p);
    if (floor !== null) say('stats.note.exactFloor', { floor, p, isFloor: floor === p ? 'yes' : 'no' });
    else say('stats.note.exactFloorGroups', { floor: formatExactP(SIGNIFICANCE_LEVEL), p });
  } else if (exact && exact.p >= SIGNIFICANCE_LEVEL && (verdict === 'better' || verdict === 'worse'))
    say('stats.note.exactDisagrees', {
      test: exact.test === 'wilcoxon' ? 'Wilcoxon' : 'Mann-Whitney',
      p: formatP(exact.p),
    });
  if (warnings.includes('low-power') && verdict !== 'equivalent') {
    const repeats = power?.repeatsForSeen ?? null;
    if (repeats === null) say('stats.note.lowPowerNone');
    else say('stats.note.lowPower', { repeats: count(repeats) });
  }
  if (verdict === 'unclear' && power)
    say('stats.note.detectable', { amount: formatAmount(power.detectable, metric) });
  // Of a difference beyond the margin it need not be said.
  const isWithin = equivalence !== null && Math.abs(pair.difference) < equivalence.margin;
  if (equivalence && isWithin && !equivalence.equivalent && verdict !== 'untested')
    say('stats.note.notEquivalent', {
      margin: formatAmount(equivalence.margin, metric),
      p: pStatement(language, equivalence.p),
    });
  return notes;
}

/** The bootstrap of a pair in one sentence. */
export function bootstrapSentence(
  a: string,
  b: string,
  { metric, impressions, draws, difference, interval, p }: Bootstrap,
  language: Language,
): string {
  return translate(language, 'stats.sentence.bootstrap', {
    a,
    b,
    impressions: count(impressions),
    draws: count(draws),
    amount: formatAmount(difference, metric),
    p: pStatement(language, p),
    ...boundsOf(interval, metric),
  });
}

const boundsOf = (interval: Pair['interval'], metric: string): { low: string; high: string } => ({
  low: interval ? formatDifference(interval.low, metric) : '?',
  high: interval ? formatDifference(interval.high, metric) : '?',
});

function holmText({ holm, p }: Pair, language: Language): string {
  // A single test needs no adjustment, and its value would only be said twice.
  if (holm === null || holm === p) return '';
  return translate(language, 'stats.sentence.holm', { p: formatP(holm) });
}

/** How many seeds show the same sign as the mean; nothing for independent groups. */
function agreementText({ differences, difference }: Pair, language: Language): string {
  const n = differences.length;
  if (n < 2 || difference === 0) return '';
  const agree = differences.filter(({ value }) => value !== 0 && value > 0 === difference > 0).length;
  return agree === n
    ? translate(language, 'stats.sentence.agreeAll', { n })
    : translate(language, 'stats.sentence.agreeSome', { agree, n });
}

/** 10,000 in both languages: numbers keep one form. */
const count = (value: number): string => value.toLocaleString('en-US');
