/** Provisional: what a run computes whatever its seed, read from its stages. */
import type { FieldValue, Recipe } from '#shared/contract/runs.ts';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../graph/canonical-json.ts';
import type { Store } from '../store/store.ts';
import type { RunIdentity } from './store-source.ts';

export function identityOf(store: Store, key: string): RunIdentity {
  const found = new Map<string, Set<FieldValue>>();
  const seen = new Set<string>();
  let seed = 0;
  const walk = (at: string): void => {
    const stage = store.stages.get(at);
    if (!stage || seen.has(at)) return;
    seen.add(at);
    if (seed === 0) seed = stage.seed;
    flatten(stage.kind, stage.config, found);
    for (const [, input] of Object.entries(stage.inputs).sort(([a], [b]) =>
      a.startsWith('model') ? -1 : b.startsWith('model') ? 1 : 0,
    ))
      walk(input);
  };
  walk(key);
  const fields: Recipe = {};
  for (const [field, values] of found)
    fields[field] = values.size === 1 ? [...values][0]! : [...values].map(String).sort().join(', ');
  const stage = store.stages.get(key);
  const experiment = store.experiments.holders(key)[0];
  const record = experiment === undefined ? undefined : store.experiments.get(experiment);
  const imported = stage?.config as unknown as Record<string, unknown> | undefined;
  const isImported = (stage?.kind as string) === 'imported';
  return {
    recipe: createHash('sha256').update(canonicalJson(fields)).digest('hex'),
    fields,
    seed,
    title: key.slice(0, 12),
    preset: isImported ? null : (record?.config.preset ?? null),
    dataset: isImported ? ((imported?.dataset as string | null) ?? null) : (record?.config.dataset ?? null),
  };
}

function flatten(at: string, value: unknown, into: Map<string, Set<FieldValue>>): void {
  if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value))
      if (name !== 'kind') flatten(`${at}.${name}`, inner, into);
    return;
  }
  const set = into.get(at) ?? new Set();
  into.set(at, set.add(value as FieldValue));
}
