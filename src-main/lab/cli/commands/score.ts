/** `tnrlab score`: metrics of a prediction file against the true clicks, by MIND's official rule. */
import type { Command } from 'commander';
import { METRIC_LABELS, METRICS } from '#shared/contract/tables.ts';
import { scorePrediction } from '../../score.ts';
import type { ActionMaker } from '../context.ts';
import { textTable } from '../text-table.ts';
import { countText } from '../units.ts';

export function registerScore(program: Command, action: ActionMaker): void {
  program
    .command('score')
    .description(
      "Score a prediction file (prediction.txt or .zip) by MIND's official rule: score = 1 / rank.",
    )
    .argument('<prediction>', 'prediction.txt, or a zip that holds it')
    .requiredOption('--truth <file>', 'behaviors.tsv with labels')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab score prediction.zip --truth MINDsmall_dev/behaviors.tsv
  $ tnrlab score prediction.txt --truth behaviors.tsv --json`,
    )
    .action(
      action(async (cli, prediction: string, options: { truth: string }) => {
        const score = await scorePrediction(prediction, options.truth);
        cli.result(score, () =>
          [
            textTable(
              METRICS.map((metric) => METRIC_LABELS[metric]),
              [METRICS.map((metric) => (score[metric] * 100).toFixed(2))],
              0,
            ),
            `${countText(score.impressions)} impressions, ${countText(score.skipped)} of them skipped (clicked or unclicked candidates only). In percent.`,
          ].join('\n'),
        );
      }),
    );
}
