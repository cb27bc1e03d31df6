/**
 * What is known of each metric: its name for people, its unit, which way is better, and the version of its definition.
 * Numbers of other programs, and ours that no table is about, have no entry; for them `metricFacts()` says so.
 */

export const DIRECTIONS = ['higher', 'lower', 'none'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface MetricFacts {
  label: string;
  /** After the label, in parentheses; null: a bare number. */
  unit: string | null;
  /** Printed value = value * scale: metrics of ranking are kept as shares and printed in percent. */
  scale: number;
  /** Digits after the point where no deviation leads the rounding. */
  digits: number;
  direction: Direction;
  /** Counts up when the definition changes, so that old values are told from new ones. */
  version: number;
  /** A property of the model, equal in all repeats: printed without a spread, never tested. */
  isFact: boolean;
}

const share = (label: string): MetricFacts => ({
  label,
  unit: '%',
  scale: 100,
  digits: 2,
  direction: 'higher',
  version: 1,
  isFact: false,
});
const measure = (
  label: string,
  unit: string | null,
  direction: Direction,
  digits: number,
  scale = 1,
): MetricFacts => ({ label, unit, scale, digits, direction, version: 1, isFact: false });
const fact = (label: string, unit: string | null, digits: number, scale = 1): MetricFacts => ({
  ...measure(label, unit, 'none', digits, scale),
  isFact: true,
});

const METRIC_FACTS: Readonly<Record<string, MetricFacts>> = {
  auc: share('AUC'),
  mrr: share('MRR'),
  ndcg5: share('nDCG@5'),
  ndcg10: share('nDCG@10'),
  layers: fact('Layers', null, 0),
  parameters: fact('Size', 'M', 2, 1e-6),
  runs: fact('Runs', null, 0),
  newsPerSecond: measure('News/s', null, 'higher', 0),
  rankingMs: measure('Ranking', 'ms', 'lower', 2),
  peakMemoryBytes: measure('Memory', 'MB', 'lower', 0, 1e-6),
  float32Bytes: fact('Weights', 'MB', 1, 1e-6),
  loadSeconds: measure('Loading', 's', 'lower', 2),
  trainingSeconds: measure('Training', 'min', 'lower', 1, 1 / 60),
};

/** Metrics a table can be about, in the order in which they are offered; imported runs may bring more. */
export const KNOWN_METRICS: readonly string[] = Object.keys(METRIC_FACTS);

/** An unknown metric is printed as it is; which way is better the user says. */
export const metricFacts = (name: string): MetricFacts =>
  METRIC_FACTS[name] ?? { ...measure(name, null, 'none', 4), version: 0 };
