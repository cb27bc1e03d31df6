/** Makes a dataset of some users, some days or with a validation split out of an imported one. */
import { openDataset } from '#data/dataset/dataset.ts';
import { planSubset } from '#data/subset/plan-subset.ts';
import { writeSubset } from '#data/subset/write-subset.ts';
import type { StageRunner } from './stage.ts';

export const runDeriveDataset: StageRunner<'derive-dataset'> = async (config, context) => {
  context.started();
  const dataset = await openDataset(context.input('dataset'));
  const plan = await planSubset(dataset, config, context.seed);
  const summary = await writeSubset(dataset, plan, context.outDir, {
    onSplit: (done, total) => context.reporter.progress('Write the splits', done, total, 'splits'),
    check: () => context.stop.check(),
  });
  await context.stop.check();
  return { ...summary };
};
