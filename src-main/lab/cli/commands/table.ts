/** `tnrlab table` and `tnrlab export`: the result table of an experiment, printed or as files. */
import path from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { EXPORT_FORMATS, PUBLISHED_CHOICES } from '#shared/contract/tables.ts';
import type { ExportFormat, PublishedChoice } from '#shared/contract/tables.ts';
import { renderEfficiency } from '../../export/render-efficiency.ts';
import { renderTable } from '../../export/render-table.ts';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { exportAll } from '../export-all.ts';
import { withSession } from '../session.ts';
import { writeWholeFile } from '../write-file.ts';

const published = (): Option =>
  new Option('--published <column>', "the paper's values beside our rows, from this column of it")
    .choices(PUBLISHED_CHOICES)
    .default('none');

interface TableOptions {
  format?: ExportFormat;
  out?: string;
  published: PublishedChoice;
  efficiency?: boolean;
}

export function registerTable(program: Command, action: ActionMaker): void {
  program
    .command('table')
    .description('Print the result table of an experiment.')
    .argument('<experiment>', 'name of an experiment', name)
    .addOption(
      new Option(
        '--format <format>',
        'md, csv, tex, json, or svg for the chart (default: md, json with --json)',
      ).choices(EXPORT_FORMATS),
    )
    .addOption(published())
    .option('--efficiency', 'speed, size and memory of each row instead; svg: speed against AUC')
    .option('--out <file>', 'write to a file instead of the terminal')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab table main-table
  $ tnrlab table main-table --published MIND
  $ tnrlab table main-table --format tex --out table.tex
  $ tnrlab table main-table --format json
  $ tnrlab table main-table --efficiency`,
    )
    .action(
      action(async (cli, experiment: string, options: TableOptions) =>
        withSession(cli, async ({ client }) => {
          const format = options.format ?? (cli.json ? 'json' : 'md');
          const text = options.efficiency
            ? renderEfficiency(await client.tables.efficiency({ name: experiment }), format)
            : renderTable(
                await client.tables.get({ name: experiment, published: options.published }),
                format,
              );
          if (options.out === undefined) {
            cli.io.stdout.write(text);
            return;
          }
          await writeWholeFile(options.out, text);
          cli.note(`Wrote ${options.out}.`);
        }),
      ),
    );
  program
    .command('export')
    .description('Write the result table in every form, and its chart, to a folder.')
    .argument('<experiment>', 'name of an experiment', name)
    .requiredOption('--out <folder>', 'folder; made when missing')
    .addOption(published())
    .addHelpText('after', '\nExample:\n  $ tnrlab export main-table --out results')
    .action(
      action(async (cli, experiment: string, options: { out: string; published: PublishedChoice }) =>
        withSession(cli, async ({ client }) => {
          const table = await client.tables.get({ name: experiment, published: options.published });
          const efficiency = await client.tables.efficiency({ name: experiment });
          const files = await exportAll(table, path.resolve(options.out), efficiency);
          cli.result({ experiment, files }, () => files.join('\n'));
        }),
      ),
    );
}
