/** From names to stages: looks the dataset and PLM of an experiment up, expands it, and finds what is there already. */
import type { Experiment } from '#shared/config/experiment.ts';
import type { Plm } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { type Said, say } from '#shared/messages/said.ts';
import { RESULT_STAGES } from '#shared/trainer-protocol/stages.ts';
import { chainLengths } from '../graph/chain-lengths.ts';
import { expand } from '../graph/expand.ts';
import type { StageNode } from '../graph/stage-node.ts';
import type { Rank } from '../queue/job.ts';
import type { Store } from '../store/store.ts';

/** @throws AppError `not-found` for a dataset or PLM that is not imported */
export function planExperiment(store: Store, experiment: Experiment): StageNode[] {
  const datasetOf = (name: string) => {
    const dataset = store.datasets.get(name);
    if (!dataset) throw AppError.saying('not-found', unknownDataset(name), { dataset: name });
    return dataset;
  };
  const plms = new Map<string, Plm>();
  for (const name of namedPlms(experiment)) {
    const plm = store.plms.get(name);
    if (!plm) throw AppError.saying('not-found', unknownPlm(name), { plm: name });
    plms.set(name, plm);
  }
  const dataset = datasetOf(experiment.dataset);
  return expand(experiment, {
    dataset,
    plms,
    corpus: experiment.corpus === undefined ? dataset : datasetOf(experiment.corpus),
  });
}

/** Imported PLMs that an experiment reads, its rows' teachers included. */
export function namedPlms({ plm, methods }: Pick<Experiment, 'plm' | 'methods'>): Set<string> {
  const all = [plm, ...methods.flatMap((row) => (row.method === 'MT-BERT' ? row.teacherPlms : []))];
  return new Set(all.filter((one) => typeof one === 'string'));
}

/** Datasets that an experiment reads. */
export const namedDatasets = ({ dataset, corpus }: Pick<Experiment, 'dataset' | 'corpus'>): Set<string> =>
  new Set(corpus === undefined ? [dataset] : [dataset, corpus]);

export const unknownDataset = (name: string): Said => say('error.noDatasetImport', { name });
export const unknownPlm = (name: string): Said => say('error.noPlmImport', { name });

/**
 * Stages that must run: a finished stage needs none of its inputs, so an artifact that was cleaned away is made again
 * only where something unfinished reads it.
 * @param nodes inputs before what needs them
 */
export function neededNodes(nodes: readonly StageNode[], isFinished: (key: string) => boolean): Set<string> {
  const wanted = new Set<string>();
  const needed = new Set<string>();
  for (const node of [...nodes].reverse()) {
    if (!RESULT_STAGES.has(node.config.kind) && !wanted.has(node.key)) continue;
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
