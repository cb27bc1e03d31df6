/** Our ranking metrics under the many names that other programs give them, and the scale of their values. */
import { AppError } from '#shared/errors.ts';
import { type MetricName, METRICS } from '#shared/contract/tables.ts';

const NAMES: Readonly<Record<string, MetricName>> = {
  auc: 'auc',
  mrr: 'mrr',
  ndcg5: 'ndcg5',
  ndcgat5: 'ndcg5',
  ndcg10: 'ndcg10',
  ndcgat10: 'ndcg10',
};

/**
 * `AUC`, `test/auc`, `nDCG@10`, `test_ndcg_10` -> ours. A metric of a validation split (`dev/auc`) keeps its own name: it
 * is another number than the test's.
 */
export function metricNamed(name: string): MetricName | null {
  const bare = name
    .trim()
    .toLowerCase()
    .replace(/^(test|eval)[\s/_.-]+/, '')
    .replace(/[^a-z0-9]/g, '');
  return NAMES[bare] ?? null;
}

/**
 * What one value of each of our metrics must be divided by to be a share: 1 or 100.
 * @param values all values of a metric in the source, by our name
 * @throws AppError `bad-input` for values that fit no scale
 */
export function scalesOf(
  values: ReadonlyMap<MetricName, readonly number[]>,
  scale: 'auto' | 'share' | 'percent',
): ReadonlyMap<MetricName, number> {
  const scales = new Map<MetricName, number>();
  for (const metric of METRICS) {
    const all = values.get(metric) ?? [];
    const highest = all.reduce((most, value) => Math.max(most, value), 0);
    const percent = scale === 'percent' || (scale === 'auto' && highest > 1);
    const most = percent ? 100 : 1;
    const bad = all.find((value) => value < 0 || value > most);
    if (bad !== undefined)
      throw AppError.of(
        'bad-input',
        percent ? 'error.imports.noPercent' : 'error.imports.noShare',
        { metric, value: bad },
        { metric, value: bad },
      );
    scales.set(metric, most);
  }
  return scales;
}
