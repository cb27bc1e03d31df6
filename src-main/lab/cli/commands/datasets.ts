/** `tnrlab datasets` and `tnrlab dataset stats`: what is imported. */
import type { Command } from 'commander';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { bytesText, countText } from '../units.ts';
import { statisticsJson, statisticsText } from './import.ts';

export function registerDatasets(program: Command, action: ActionMaker): void {
  program
    .command('datasets')
    .description('List the imported datasets.')
    .addHelpText('after', '\nExample:\n  $ tnrlab datasets --json')
    .action(
      action(async (cli) =>
        withSession(cli, async ({ client }) => {
          const datasets = await client.datasets.list();
          cli.result(datasets, () =>
            datasets.length === 0
              ? 'No dataset yet. Read one with: tnrlab import mind FOLDER --name NAME'
              : textTable(
                  ['Dataset', 'Bodies', '# news', '# users', '# impressions', '# clicks', 'Size'],
                  datasets.map(({ name, summary: { statistics: s, bodies }, bytes }) => [
                    name,
                    bodies,
                    ...[s.news, s.users, s.impressions, s.clicks].map(countText),
                    bytesText(bytes),
                  ]),
                  2,
                ),
          );
        }),
      ),
    );
  program
    .command('dataset')
    .description('One imported dataset.')
    .command('stats')
    .description('Print the statistics row of a dataset.')
    .argument('<name>', 'name of the dataset', name)
    .addHelpText('after', '\nExample:\n  $ tnrlab dataset stats mind-small --json')
    .action(
      action(async (cli, dataset: string) =>
        withSession(cli, async ({ client }) => {
          const detail = await client.datasets.get({ name: dataset });
          cli.result(statisticsJson(detail), () => statisticsText(detail));
        }),
      ),
    );
}
