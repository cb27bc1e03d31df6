/** The stages that the lab would make of an experiment, in states as if it had come some way. */
import { rankNodes } from '#lab/experiments/experiment-plan.ts';
import { expand } from '#lab/graph/expand.ts';
import type { Experiment } from '#shared/config/experiment.ts';
import type { ExperimentDetail, Plm, Stage } from '#shared/contract/domain.ts';
import { stringify } from 'yaml';
import { detailOf, NOW, rowOf } from './fixture-data.ts';

/** @param done stages that are finished, in the order in which the lab runs them */
export function expandedDetail(experiment: Experiment, done: number, plms: readonly Plm[]): ExperimentDetail {
  const nodes = expand(experiment, {
    dataset: { key: 'dataset-sample' },
    plms: new Map(plms.map((plm) => [plm.name, plm])),
  });
  const ranks = rankNodes(nodes, 0);
  const rank = (key: string) => ranks.get(key)!;
  const places = new Map(
    [...nodes]
      .sort((a, b) => rank(a.key).repeat - rank(b.key).repeat || rank(b.key).chain - rank(a.key).chain)
      .map((node, place) => [node.key, place]),
  );
  const stateOf = (place: number): Stage['state'] => {
    if (place < done) return 'done';
    return place < done + 2 ? 'running' : place < done + 8 ? 'queued' : 'waiting';
  };
  const stages = nodes.map(({ key, config, title, methods, repeats, seed, inputs }): Stage => {
    const place = places.get(key)!;
    const state = stateOf(place);
    const started = state === 'done' || state === 'running' ? NOW - 3_600_000 + place * 30_000 : null;
    return {
      key,
      kind: config.kind,
      title,
      methods,
      repeats,
      seed,
      state,
      reused: place < 4,
      inputs: Object.values(inputs),
      progress:
        state === 'running' ? { phase: 'Training', done: 240, total: 600, unit: 'steps', rate: 3.1 } : null,
      startedAt: started,
      endedAt: state === 'done' && started !== null ? started + 21_000 + 90 * place : null,
      device: null,
      error: null,
      summary: null,
    };
  });
  const row = rowOf(experiment.name, 'running', done, stages.length, {
    methods: experiment.methods.length,
    repeats: experiment.repeats,
    secondsLeft: 5400,
  });
  return {
    ...detailOf(row),
    stagesTotal: stages.length,
    config: experiment,
    yaml: stringify(experiment),
    stages,
  };
}
