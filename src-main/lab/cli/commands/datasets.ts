/** `tnrlab datasets` and `tnrlab dataset`: what is imported, the table of datasets, and datasets made from others. */
import { Option, type Command } from 'commander';
import { DATASET_TABLE_FORMATS, type DatasetTableFormat } from '#shared/contract/tables.ts';
import type { Dataset } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { bytesText, countText } from '../units.ts';
import { writeWholeFile } from '../write-file.ts';
import { registerDerive } from './derive.ts';
import { statisticsJson, statisticsText } from './import.ts';

function named(datasets: readonly Dataset[], wanted: string): Dataset {
  const found = datasets.find((dataset) => dataset.name === wanted);
  if (found) return found;
  throw new AppError('not-found', `There is no dataset "${wanted}".`, { name: wanted });
}

export function registerDatasets(program: Command, action: ActionMaker): void {
  program
    .command('datasets')
    .description('List the imported datasets, or print their statistics as a table for a paper.')
    .argument('[names...]', 'datasets of the table, in this order (default: all)')
    .addOption(
      new Option('--format <format>', 'the table for a paper as md, csv, tex or json').choices(
        DATASET_TABLE_FORMATS,
      ),
    )
    .option('--out <file>', 'write the table to a file instead of the terminal (default format: md)')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab datasets --json
  $ tnrlab datasets --format md
  $ tnrlab datasets mind feeds news --format tex --out datasets.tex

The table says below itself where abstracts stand in for bodies, and how subsets were made.`,
    )
    .action(
      action(async (cli, given: string[], { format, out }: { format?: DatasetTableFormat; out?: string }) =>
        withSession(cli, async ({ client }) => {
          const names = given.length > 0 ? given.map(name) : undefined;
          if (format !== undefined || out !== undefined) {
            const { text } = await client.datasets.export({ format: format ?? 'md', names });
            if (out === undefined) return void cli.io.stdout.write(text);
            await writeWholeFile(out, text);
            return cli.note(`Wrote ${out}.`);
          }
          const all = await client.datasets.list();
          const datasets = names ? names.map((one) => named(all, one)) : all;
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
  const group = program.command('dataset').description('One imported dataset.');
  registerDerive(group, action);
  group
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
