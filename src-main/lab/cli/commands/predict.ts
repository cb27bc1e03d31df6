/** `tnrlab predict`: MIND's prediction.zip from the scores that an evaluation of an experiment kept. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { openDataset, SPLITS } from '#data/dataset/dataset.ts';
import { readTyped } from '#data/dataset/typed-file.ts';
import { predictionLines, writePredictionZip } from '#data/prediction/write-prediction.ts';
import { ranksOf } from '#ml/metrics/ranking.ts';
import { AppError } from '#shared/errors.ts';
import { name, whole } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { finishedRun } from '../finished-run.ts';
import { withSession } from '../session.ts';
import { countText } from '../units.ts';

interface PredictOptions {
  method: string;
  seed?: number;
  out: string;
}

/** Ranks every impression of the split and writes the zip. @returns number of impressions */
async function writePrediction(
  cli: CliContext,
  {
    datasetKey,
    splitName,
    runKey,
    out,
  }: { datasetKey: string; splitName: string; runKey: string; out: string },
): Promise<number> {
  const artifact = (key: string): string => path.join(cli.workspace, 'artifacts', key);
  const name = SPLITS.find((split) => split === splitName);
  const split = name && (await (await openDataset(artifact(datasetKey))).split(name));
  if (!split) throw new AppError('corrupt', `The dataset has no split "${splitName}"; import it again.`);
  const scores = await readTyped(path.join(artifact(runKey), 'scores.f32'), 'f32');
  if (scores.length !== split.candidates.length)
    throw new AppError(
      'bad-input',
      `The evaluation scored ${countText(scores.length)} of the ${countText(split.candidates.length)} candidates of ${splitName}; run the experiment with evaluation.maxImpressions: 0.`,
    );
  await mkdir(path.dirname(path.resolve(out)), { recursive: true });
  const { candidateOffsets: offsets } = split;
  await writePredictionZip(
    out,
    predictionLines(split, (i) => ranksOf(scores.subarray(offsets[i], offsets[i + 1]))),
  );
  return split.impressions;
}

export function registerPredict(program: Command, action: ActionMaker): void {
  program
    .command('predict')
    .description("Write MIND's prediction.zip from a finished run.")
    .argument('<experiment>', 'name of an experiment', name)
    .requiredOption('--method <label>', 'row of the result table')
    .option('--seed <number>', 'repeat (default: the first)', whole(0))
    .requiredOption('--out <file>', 'zip file to write')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab predict main-table --method Tiny-NewsRec-2 --out prediction.zip
  $ tnrlab predict main-table --method "PLM-NR-4 (DP)" --seed 3 --out prediction.zip
  $ tnrlab score prediction.zip --truth sample/test/behaviors.tsv`,
    )
    .action(
      action(async (cli, experiment: string, options: PredictOptions) =>
        withSession(cli, async ({ client }) => {
          const table = await client.tables.get({ name: experiment });
          const run = finishedRun(table, options.method, options.seed);
          const dataset = await client.datasets.get({ name: table.dataset });
          const impressions = await writePrediction(cli, {
            datasetKey: dataset.key,
            splitName: table.split,
            runKey: run.key,
            out: options.out,
          });
          const { split } = table;
          cli.result(
            { experiment, method: options.method, seed: run.seed, split, impressions, file: options.out },
            () =>
              `Wrote ${options.out}: ${countText(impressions)} impressions of ${split}, seed ${run.seed}.`,
          );
        }),
      ),
    );
}
