/** A comparison as text for the terminal: groups, pairs, and a sentence for each pair. */
import type { Comparison, GroupMetric, Pair } from '#shared/contract/compare.ts';
import type { Language } from '#shared/messages/messages.ts';
import { metricFacts } from '#shared/metrics.ts';
import { formatDifference, formatExactP, formatP } from '#shared/statistics/format.ts';
import { pairNotes, pairSentence } from '#shared/statistics/sentence.ts';
import { textTable } from './text-table.ts';

const NONE = '–';

/**
 * The sentences are in `language`, all else is English, as the whole command line.
 * @param reference label of the group that all others are held against
 */
export function comparisonText(comparison: Comparison, language: Language, reference?: string): string {
  const { pairs, metrics } = comparison;
  const parts = metrics.map((metric) => groupsText(comparison, metric));
  if (pairs.length > 0) parts.push(pairsText(pairs));
  const sentences = pairs.map((pair) =>
    [pairSentence(pair, language, reference), ...pairNotes(pair, language)].join(' '),
  );
  return [...parts, sentences.join('\n')].join('\n\n').trimEnd();
}

function groupsText({ groups, confidence }: Comparison, metric: string): string {
  const { label, unit, scale, digits } = metricFacts(metric);
  const show = (value: number): string => (value * scale).toFixed(digits);
  const cells = (cell: GroupMetric | null | undefined): string[] =>
    cell
      ? [
          String(cell.n),
          show(cell.mean),
          cell.sd === null ? NONE : show(cell.sd),
          cell.interval === null ? NONE : `[${show(cell.interval.low)}, ${show(cell.interval.high)}]`,
          show(cell.min),
          show(cell.max),
        ]
      : ['0', NONE, NONE, NONE, NONE, NONE];
  const head = unit === null ? label : `${label} (${unit})`;
  return textTable(
    [head, 'n', 'Mean', 'SD', `${confidence * 100}% interval`, 'Min', 'Max'],
    groups.map((group) => [group.label, ...cells(group.metrics[metric])]),
    1,
  );
}

function pairsText(pairs: readonly Pair[]): string {
  return textTable(
    ['A', 'B', 'Metric', 'Test', 'n', 'B - A', 'Interval', 'p', 'Holm', 'Exact p', 'Effect'],
    pairs.map((pair) => {
      const { a, b, metric, design, n, difference, interval, p, holm, exact, effect } = pair;
      const show = (value: number): string => formatDifference(value, metric);
      return [
        a,
        b,
        metricFacts(metric).label,
        design === 'paired' ? 'paired t' : "Welch's t",
        String(n),
        show(difference),
        interval === null ? NONE : `[${show(interval.low)}, ${show(interval.high)}]`,
        p === null ? NONE : formatP(p),
        holm === null ? NONE : formatP(holm),
        exact === null ? NONE : formatExactP(exact.p),
        effect === null ? NONE : `${effect.name} ${effect.value.toFixed(2)}`,
      ];
    }),
    4,
  );
}
