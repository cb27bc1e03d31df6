/** From names to stages: looks the dataset and PLM of an experiment up, expands it, and finds what is there already. */
import type { Experiment } from '#shared/config/experiment.ts';
import { AppError } from '#shared/errors.ts';
import { chainLengths } from '../graph/chain-lengths.ts';
import { expand } from '../graph/expand.ts';
import type { StageNode } from '../graph/stage-node.ts';
import type { Rank } from '../queue/job.ts';
import type { Store } from '../store/store.ts';

/** @throws AppError `not-found` for a dataset or PLM that is not imported */
export function planExperiment(store: Store, experiment: Experiment): StageNode[] {
  const dataset = store.datasets.get(experiment.dataset);
  if (!dataset)
    throw new AppError('not-found', unknownDataset(experiment.dataset), { dataset: experiment.dataset });
  if (typeof experiment.plm !== 'string') return expand(experiment, { dataset });
  const plm = store.plms.get(experiment.plm);
  if (!plm) throw new AppError('not-found', unknownPlm(experiment.plm), { plm: experiment.plm });
  return expand(experiment, { dataset, plm });
}

export const unknownDataset = (name: string): string =>
  `There is no dataset "${name}". Import it first, or write another name.`;
export const unknownPlm = (name: string): string =>
  `There is no PLM "${name}". Import it first, or write another name.`;

/**
 * Stages that must run: a finished stage needs none of its inputs, so an artifact that was cleaned away is made again
 * only where something unfinished reads it.
 * @param nodes inputs before what needs them
 */
export function neededNodes(nodes: readonly StageNode[], isFinished: (key: string) => boolean): Set<string> {
  const wanted = new Set<string>();
  const needed = new Set<string>();
  for (const node of [...nodes].reverse()) {
    if (node.config.kind !== 'evaluate' && !wanted.has(node.key)) continue;
    if (isFinished(node.key)) continue;
    needed.add(node.key);
    for (const input of Object.values(node.inputs)) wanted.add(input);
  }
  return needed;
}

/** How urgent each stage is: one repeat after the other, its longest chain first. */
export function rankNodes(nodes: readonly StageNode[], order: number): Map<string, Rank> {
  const chains = chainLengths(nodes);
  return new Map(
    nodes.map((node) => [
      node.key,
      { order, repeat: Math.min(...node.repeats), chain: chains.get(node.key)! },
    ]),
  );
}
