/**
 * What ready experiments would take here. A generated world that is not there yet has known sizes; without an imported
 * dataset or PLM nothing can be said.
 */
import { experimentSchema } from '#shared/config/experiment.ts';
import type { ExperimentPreset, PresetCost } from '#shared/contract/domain.ts';
import { expand } from '../../graph/expand.ts';
import type { StageDesk } from '../../queue/stage-desk.ts';
import type { Store } from '../../store/store.ts';
import { planOf, readExperiment } from '../check-experiment.ts';
import { namedPlms, neededNodes, planExperiment } from '../experiment-plan.ts';
import type { CostDesk } from './cost-desk.ts';
import { type DataFacts, PIECES_OF_WORD } from './stage-facts.ts';

export function costsOfPresets(
  store: Store,
  desk: StageDesk,
  costs: CostDesk,
  presets: readonly ExperimentPreset[],
): PresetCost[] {
  return presets.map(({ id, config, world }) => {
    // Its name may be taken by what it was started as.
    const named = { ...(config as object), name: `preset-cost-${id}`.slice(0, 80) };
    const { experiment } = readExperiment(store, named);
    if (experiment) {
      const nodes = planExperiment(store, experiment);
      const needed = neededNodes(nodes, (key) => desk.isFinished(key));
      return {
        id,
        plan: planOf(experiment, nodes, needed),
        cost: costs.estimate({ nodes, needed, backend: experiment.backend }),
      };
    }
    return { id, ...(world ? ofWorld(costs, named, world) : { plan: null, cost: null }) };
  });
}

/** Key of a dataset that is still to be made. */
const UNMADE = 'unmade';

function ofWorld(
  costs: CostDesk,
  config: unknown,
  world: NonNullable<ExperimentPreset['world']>,
): Omit<PresetCost, 'id'> {
  const parsed = experimentSchema.safeParse(config);
  // Other problems than the missing world: an imported PLM, say.
  if (!parsed.success || namedPlms(parsed.data).size > 0 || parsed.data.corpus !== undefined)
    return { plan: null, cost: null };
  const nodes = expand(parsed.data, { dataset: { key: UNMADE }, plms: new Map() });
  const needed = neededNodes(nodes, () => false);
  const data = new Map([[UNMADE, factsOfWorld(world)]]);
  return {
    plan: planOf(parsed.data, nodes, needed),
    cost: costs.estimate({ nodes, needed, backend: parsed.data.backend, data }),
  };
}

/** Of what src-main/data/world writes (its default of 1,200 news was counted): words of a title and a body, clicks. */
const TITLE_WORDS = 5.9;
const BODY_WORDS = 81;
const CLICKS_OF_IMPRESSION = 2.8;

function factsOfWorld({
  news = 1200,
  impressions = 2400,
}: {
  news?: number;
  impressions?: number;
}): DataFacts {
  const counts = { train: 0.5 * impressions, dev: 0.15 * impressions, test: 0.35 * impressions };
  return {
    news,
    titleTokens: TITLE_WORDS * PIECES_OF_WORD,
    bodyTokens: BODY_WORDS * PIECES_OF_WORD,
    clicks: CLICKS_OF_IMPRESSION * counts.train,
    impressions: counts,
  };
}
