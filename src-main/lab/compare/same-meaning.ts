/**
 * What must be equal for two numbers to mean the same, and what is only told: one list for comparisons and for tables.
 * A property that is not known of a run refuses nothing.
 */
import type { CompareProblem, KnownValue } from '#shared/contract/compare.ts';
import type { CompareRun } from './compare-run.ts';

export type Meaning = Pick<
  CompareRun,
  | 'dataset'
  | 'dataKey'
  | 'split'
  | 'impressions'
  | 'skipped'
  | 'meanOver'
  | 'preset'
  | 'backend'
  | 'numericsVersion'
>;

export interface Property {
  id: 'data' | 'split' | 'impressions' | 'metric' | 'code' | 'preset' | 'backend';
  code: Exclude<CompareProblem['code'], 'mixed-group' | 'same-run' | 'unfinished' | 'trashed'>;
  severity: CompareProblem['severity'];
  of: (run: Meaning) => string | null;
  /** What people read of it; default: the same. */
  shown?: (run: Meaning) => KnownValue;
}

export const PROPERTIES: readonly Property[] = [
  {
    id: 'data',
    code: 'data',
    severity: 'error',
    of: ({ dataset, dataKey }) => dataKey ?? dataset,
    shown: ({ dataset, dataKey }) => ({ name: dataset, contents: dataKey?.slice(0, 8) ?? null }),
  },
  { id: 'split', code: 'split', severity: 'error', of: ({ split }) => split },
  {
    id: 'impressions',
    code: 'split',
    severity: 'error',
    of: ({ impressions }) => (impressions === null ? null : String(impressions)),
  },
  {
    id: 'metric',
    code: 'metric',
    severity: 'error',
    // Without impressions left out both rules give one number.
    of: ({ meanOver, skipped }) => (skipped === 0 ? null : meanOver),
  },
  {
    id: 'code',
    code: 'code',
    severity: 'warning',
    of: ({ numericsVersion }) => (numericsVersion === null ? null : String(numericsVersion)),
  },
  {
    id: 'preset',
    code: 'preset',
    severity: 'warning',
    of: ({ preset }) => preset,
  },
  {
    id: 'backend',
    code: 'backend',
    severity: 'warning',
    of: ({ backend }) => backend,
  },
];

/**
 * Reads a property so that data is told by its contents; an imported run has a name alone, which stands for the contents
 * that runs of ours have under it. Null where it could be several.
 */
export function reader({ code, of }: Property, runs: readonly Meaning[]): (run: Meaning) => string | null {
  if (code !== 'data' || runs.every(({ dataKey }) => dataKey === null)) return of;
  const contents = new Map<string, Set<string>>();
  let isNameless = false;
  for (const { dataset, dataKey } of runs) {
    if (dataKey === null) continue;
    if (dataset === null) isNameless = true;
    else contents.set(dataset, (contents.get(dataset) ?? new Set()).add(dataKey));
  }
  return ({ dataset, dataKey }) => {
    if (dataKey !== null || dataset === null) return dataKey;
    const keys = contents.get(dataset);
    // A name that no run of ours has may be that of the contents without a name.
    if (!keys) return isNameless ? null : dataset;
    return keys.size === 1 ? [...keys][0]! : null;
  };
}

export function knownValues(property: Property, runs: readonly Meaning[]): Set<string> {
  const read = reader(property, runs);
  return new Set(runs.map(read).filter((value) => value !== null));
}
