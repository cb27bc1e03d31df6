/** Ranks the impressions of a split and measures AUC, MRR, nDCG@5 and nDCG@10; keeps every score. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDataset } from '#data/dataset/dataset.ts';
import { readTyped, writeTyped } from '#data/dataset/typed-file.ts';
import { AppError } from '#shared/errors.ts';
import type { EvaluationSummary } from '#shared/trainer-protocol/messages.ts';
import { MODEL_FILE, readUserEncoder } from '../model/model-files.ts';
import { rankImpressions, type Recommender } from '../model/rank.ts';
import type { StageRunner } from './stage.ts';

export const runEvaluate: StageRunner<'evaluate'> = async (config, context) => {
  context.started();
  const { split: name, maxImpressions, meanOver } = config.evaluation;
  const dataset = await openDataset(context.input('dataset'));
  const split = await dataset.split(name);
  if (!split) throw AppError.of('bad-input', 'error.stage.noSplit', { dir: dataset.dir, split: name });
  const impressions = maxImpressions > 0 ? Math.min(maxImpressions, split.impressions) : split.impressions;
  const recommenders: Recommender[] = [];
  for (let i = 1; i <= config.models; i++) {
    const values = await readTyped(path.join(context.input(`news-${i}`), 'titles.f32'), 'f32');
    const params = await readUserEncoder(path.join(context.input(`model-${i}`), MODEL_FILE));
    recommenders.push({ params, news: { values, dim: config.model.newsDim } });
  }
  const { summary, scores, perImpression } = await rankImpressions(
    recommenders,
    { ...split, impressions },
    config.input.maxHistory,
    meanOver,
    async (done) => {
      context.reporter.progress('Evaluate', done, impressions, 'impressions');
      await context.stop.check();
    },
  );
  for (const { params } of recommenders) for (const value of params.values()) value.dispose();
  if (!split.labelled)
    context.reporter.log(
      `The ${name} split has no labels: the scores are kept, there is nothing to measure.`,
      'warn',
    );
  writeTyped(path.join(context.outDir, 'scores.f32'), 'f32', scores as Float32Array<ArrayBuffer>);
  writeTyped(
    path.join(context.outDir, 'per-impression.f32'),
    'f32',
    perImpression as Float32Array<ArrayBuffer>,
  );
  const result: EvaluationSummary = { split: name, ...summary };
  await writeFile(path.join(context.outDir, 'metrics.json'), `${JSON.stringify(result, null, 2)}\n`);
  return { ...result };
};
