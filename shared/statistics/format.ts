/** How p values and differences are printed everywhere: never "0.000", and never on the other side of a limit than they are. */
import { translate, type Language } from '../messages/messages.ts';
import { metricFacts } from '../metrics.ts';

const SMALLEST_SHOWN = 1e-4;
const LARGEST_SHOWN = 0.995;
/** Printed p values must stand on the side of these on which they are. */
const LIMITS = [0.001, 0.01, 0.05];

/** The number alone, two significant digits, e.g. `0.0004`, `0.03`, `0.18`; more where rounding would cross 0.05. */
export function formatP(p: number): string {
  if (p < SMALLEST_SHOWN) return '< 0.0001';
  if (p === 1) return '1';
  if (p > LARGEST_SHOWN) return '> 0.99';
  for (let digits = 2; digits < 6; digits++) {
    const rounded = Number(p.toPrecision(digits));
    if (LIMITS.every((limit) => p < limit === rounded < limit)) return plain(rounded);
  }
  return plain(p);
}

/** As a statement: `p = 0.03`, `p < 0.0001`. */
export function pStatement(language: Language, p: number): string {
  const text = formatP(p);
  if (text.startsWith('<')) return translate(language, 'stats.pBelow', { p: text.slice(2) });
  if (text.startsWith('>')) return translate(language, 'stats.pAbove', { p: text.slice(2) });
  return translate(language, 'stats.p', { p: text });
}

/** An exact p or a floor of it, e.g. `0.0625`: four significant digits. */
export const formatExactP = (p: number): string =>
  p < SMALLEST_SHOWN ? '< 0.0001' : plain(Number(p.toPrecision(4)));

/** Without an exponent: 0.00012, not 1.2e-4. */
const plain = (value: number): string => value.toFixed(8).replace(/0+$/, '').replace(/\.$/, '');

/**
 * A difference in the unit people read (percentage points of ranking metrics), with the true minus and without a sign of
 * plus; a digit or two more where it would else read as zero.
 */
export function formatDifference(value: number, metric: string): string {
  const { scale, digits } = metricFacts(metric);
  const shown = value * scale;
  let decimals = digits;
  while (shown !== 0 && decimals < digits + 3 && Number(shown.toFixed(decimals)) === 0) decimals++;
  const text = shown.toFixed(decimals);
  // -0.00 is no number for people.
  return text.replace('-', Number(text) === 0 ? '' : '−');
}

/** With the metric's name: `0.57 AUC`, `1.20 ms Ranking`. */
export function formatAmount(value: number, metric: string): string {
  const { label, unit } = metricFacts(metric);
  const number = formatDifference(value, metric);
  return unit === null || unit === '%' ? `${number} ${label}` : `${number} ${unit} ${label}`;
}
