/** Whether a training is long enough on its dataset for what it must leave behind. */
import type { Experiment } from '#shared/config/experiment.ts';
import { methodTraits } from '#shared/config/methods.ts';
import { resolveSettings } from '#shared/config/presets.ts';
import type { Problem } from '#shared/contract/domain.ts';
import { say } from '#shared/messages/said.ts';
import type { Store } from '../store/store.ts';
import { stepsOf } from './cost/stage-work.ts';
import { problemAt } from './problem.ts';

/**
 * Post-training by epochs has as many steps as the news fill. News without a title or a body are counted too, so what is
 * found here fails for certain; the stage itself finds the rest.
 */
export function checkSteps(store: Store, experiment: Experiment): Problem[] {
  const corpus = store.datasets.get(experiment.corpus ?? experiment.dataset);
  if (!corpus) return [];
  const { news } = corpus.summary.statistics;
  return experiment.methods.flatMap((row, i) => {
    if (!methodTraits(row).uses.includes('postTraining')) return [];
    const { postTraining } = resolveSettings(experiment, row);
    const { batchSize, epochs, maxSteps, copies, copyEvery } = postTraining;
    const needed = copies * copyEvery;
    const steps = stepsOf(postTraining, news);
    // A limit below it is said without the data.
    if (steps >= needed || (maxSteps > 0 && maxSteps < needed)) return [];
    const own = row.settings?.postTraining ? ['methods', i] : [];
    const said = say('error.config.epochSteps', {
      dataset: corpus.name,
      news,
      batchSize,
      epochs,
      steps,
      copies,
      copyEvery,
      needed,
    });
    return [problemAt([...own, 'settings', 'postTraining', 'copyEvery'], said)];
  });
}
