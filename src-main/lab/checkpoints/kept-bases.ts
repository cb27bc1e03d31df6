/** The PLMs that kept checkpoints cannot do without: the weights of a recommender hold only what differs from its PLM. */
import type { Store } from '../store/store.ts';

const PLM_KINDS: ReadonlySet<string> = new Set(['pretrain', 'import-plm']);

/** Key of the PLM -> names of the kept checkpoints that stand on it. */
export function keptBases(store: Store): ReadonlyMap<string, readonly string[]> {
  const bases = new Map<string, string[]>();
  for (const [key, name] of store.checkpoints.kept()) {
    const inputs = new Set(Object.values(store.stages.get(key)?.inputs ?? {}));
    for (const input of inputs)
      if (PLM_KINDS.has(store.stages.get(input)?.kind ?? ''))
        bases.set(input, [...(bases.get(input) ?? []), name]);
  }
  return bases;
}
