/** The lab's own check of an experiment, over made-up datasets and PLMs instead of a store. */
import { readExperiment } from '#lab/experiments/check-experiment.ts';
import type { Store } from '#lab/store/store.ts';
import type { Dataset, Plm, Problem } from '#shared/contract/domain.ts';

export interface Shelf {
  datasets: readonly Dataset[];
  plms: readonly Plm[];
}

/** All PLMs of the shelf have one vocabulary. */
export function problemsOf(config: unknown, { datasets, plms }: Shelf): Problem[] {
  const byName = <T extends { name: string }>(list: readonly T[]) => ({
    get: (name: string) => list.find((one) => one.name === name),
  });
  const store = {
    datasets: byName(datasets),
    plms: byName(plms),
    experiments: byName([]),
    stages: { get: () => ({ summary: { vocabulary: 'one' } }) },
  };
  return readExperiment(store as unknown as Store, config).problems;
}
