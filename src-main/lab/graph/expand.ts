/** An experiment as a graph of stages: every row times every repeat, equal stages merged. Pure; reads nothing. */
import { type Experiment, methodLabel, resolveSettings } from '#shared/config/experiment.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { PlanContext } from './plans/plan-context.ts';
import { planPlmNr } from './plans/plm-nr.ts';
import { planTinyNewsRec } from './plans/tiny-newsrec.ts';
import { type AddStage, GraphBuilder, type StageNode } from './stage-node.ts';

/** What the names in an experiment stand for. */
export interface ExpansionWorld {
  dataset: { key: string };
  /** Needed where the experiment names an imported PLM. */
  plm?: { key: string; config: PlmConfig };
}

/** @returns stages with inputs before what needs them. @throws RangeError when a named PLM is missing in `world` */
export function expand(experiment: Experiment, world: ExpansionWorld): StageNode[] {
  const graph = new GraphBuilder();
  for (let repeat = 0; repeat < experiment.repeats; repeat++) {
    for (const method of experiment.methods) {
      const add = graph.adderFor(methodLabel(method), repeat);
      const seed = experiment.seed + repeat;
      // A PLM-NR row is measured over all seeds even where the students share the teachers of the first.
      const sharesTeachers = experiment.sharedTeachers && method.method === 'Tiny-NewsRec';
      const dataset = world.dataset.key;
      const plm = basePlm(experiment, world, add);
      const context: PlanContext = {
        add,
        dataset,
        plm,
        tokens: add({ config: { kind: 'tokenize' }, inputs: { dataset, plm }, title: 'Tokenise' }),
        settings: resolveSettings(experiment, method),
        seed,
        teacherSeed: sharesTeachers ? experiment.seed : seed,
      };
      if (method.method === 'PLM-NR') planPlmNr(context, method);
      else planTinyNewsRec(context, method);
    }
  }
  return graph.list();
}

/** The imported PLM, or one pre-trained here: the same for all rows and repeats, so a row's own changes play no part. */
function basePlm(experiment: Experiment, world: ExpansionWorld, add: AddStage): string {
  if (typeof experiment.plm === 'string') {
    if (!world.plm) throw new RangeError(`The PLM "${experiment.plm}" is not in the given world.`);
    return world.plm.key;
  }
  return add({
    config: { kind: 'pretrain', plm: experiment.plm, mlm: resolveSettings(experiment).mlm },
    seed: experiment.seed,
    inputs: { dataset: world.dataset.key },
    title: 'Pre-train PLM (MLM)',
  });
}
