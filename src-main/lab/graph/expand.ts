/** An experiment as a graph of stages: every row times every repeat, equal stages merged. Pure; reads nothing. */
import type { BasePlm } from '#shared/config/base-plm.ts';
import type { Experiment } from '#shared/config/experiment.ts';
import { methodLabel, methodTraits } from '#shared/config/methods.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import { planRow } from './plans/plans.ts';
import { type AddStage, GraphBuilder, type StageNode } from './stage-node.ts';

/** What the names in an experiment stand for. */
export interface ExpansionWorld {
  dataset: { key: string };
  /** The dataset itself where the experiment names no corpus. */
  corpus?: { key: string };
  /** Imported PLMs by name. */
  plms: ReadonlyMap<string, { key: string; config: PlmConfig }>;
}

/** @returns stages with inputs before what needs them. @throws RangeError when a named PLM is missing in `world` */
export function expand(experiment: Experiment, world: ExpansionWorld): StageNode[] {
  const graph = new GraphBuilder();
  const dataset = world.dataset.key;
  const corpus = world.corpus?.key ?? dataset;
  for (let repeat = 0; repeat < experiment.repeats; repeat++) {
    for (const row of experiment.methods) {
      const add = graph.adderFor(methodLabel(row), repeat);
      const seed = experiment.seed + repeat;
      // PLM-NR and the ensemble are measured over all seeds even where students share the teachers of the first.
      const sharesTeachers = experiment.sharedTeachers && methodTraits(row).hasTeachers;
      const otherPlm = (plm: BasePlm, offset: number) => plmKey(plm, offset, experiment, world, add);
      const plm = otherPlm(experiment.plm, 0);
      const tokenize = (of: string, title: string) =>
        add({ config: { kind: 'tokenize' }, inputs: { dataset: of, plm }, title });
      const tokens = tokenize(dataset, 'Tokenise');
      planRow(
        {
          add,
          dataset,
          tokens,
          corpus,
          corpusTokens: corpus === dataset ? tokens : tokenize(corpus, 'Tokenise the corpus'),
          plm,
          otherPlm,
          settings: resolveSettings(experiment, row),
          seed,
          teacherSeed: sharesTeachers ? experiment.seed : seed,
          // Speed does not depend on the seed.
          efficiency: experiment.efficiency && repeat === 0 ? { backend: experiment.backend } : null,
        },
        row,
      );
    }
  }
  return graph.list();
}

/** An imported PLM, or one pre-trained here: the same for all rows and repeats, so a row's own changes play no part. */
function plmKey(
  plm: BasePlm,
  offset: number,
  experiment: Experiment,
  world: ExpansionWorld,
  add: AddStage,
): string {
  if (typeof plm === 'string') {
    const known = world.plms.get(plm);
    if (!known) throw new RangeError(`The PLM "${plm}" is not in the given world.`);
    return known.key;
  }
  return add({
    config: { kind: 'pretrain', plm, mlm: resolveSettings(experiment).mlm },
    seed: experiment.seed + offset,
    inputs: { dataset: world.dataset.key },
    title: offset === 0 ? 'Pre-train PLM (MLM)' : `Pre-train PLM ${offset + 1} (MLM)`,
  });
}
