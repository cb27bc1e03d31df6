/** Reads news and click files of the user into a dataset artifact. */
import { importMind } from '#data/mind/import-mind.ts';
import type { StageRunner } from './stage.ts';

export const runImportDataset: StageRunner<'import-dataset'> = async (config, context) => {
  context.started();
  const summary = await importMind(
    config.source,
    context.outDir,
    ({ phase, done, total, unit }) => context.reporter.progress(phase, done, total, unit),
    context.stop.signal,
  );
  await context.stop.check();
  return { ...summary };
};
