/** What sets groups apart: the fields of their recipes whose values differ. */
import type { Comparison } from '#shared/contract/compare.ts';
import type { FieldValue } from '#shared/contract/runs.ts';
import type { RunGroup } from './compare-run.ts';
import { inReadingOrder } from './field-order.ts';

/** By field in the order people read them; of each group its distinct values, null where it has no such field. */
export function configDifferences(groups: readonly RunGroup[]): Comparison['differences'] {
  const names = new Set(groups.flatMap(({ runs }) => runs.flatMap(({ fields }) => Object.keys(fields))));
  const differences = [...names].sort().flatMap((field) => {
    const values = groups.map(({ runs }) => distinct(runs.map(({ fields }) => fields[field] ?? null)));
    const isEqual = values.every((one) => JSON.stringify(one) === JSON.stringify(values[0]));
    return isEqual ? [] : [{ field, values }];
  });
  return inReadingOrder(differences);
}

const distinct = (values: readonly FieldValue[]): FieldValue[] =>
  [...new Set(values)].sort((a, b) => (String(a) < String(b) ? -1 : 1));
