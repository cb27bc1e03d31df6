/** `tnrlab tables`: the tables that the user builds for a paper: their list, their forms and figures, made and kept current. */
import { Option } from 'commander';
import type { Command } from 'commander';
import {
  FIGURE_KINDS,
  FIGURE_SIZES,
  type FigureKind,
  type FigureSize,
  PAPER_FORMATS,
  type PaperFormat,
  type SavedTable,
  type TableDefinition,
  type TableListRow,
} from '#shared/contract/paper-tables.ts';
import { PUBLISHED_CHOICES, type PublishedChoice } from '#shared/contract/tables.ts';
import { LANGUAGES, type Language } from '#shared/messages/messages.ts';
import { problemWords, staleWords } from '#shared/table-words.ts';
import { tableName } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { writeWholeFile } from '../write-file.ts';
import { referenceOf, registerSet } from './tables-set.ts';

export function registerTables(program: Command, action: ActionMaker): void {
  const group = program
    .command('tables')
    .description('Tables built for a paper, of any experiments and runs.');
  registerList(group, action);
  registerShow(group, action);
  registerFigure(group, action);
  registerNew(group, action);
  registerSet(group, action);
  registerChanges(group, action);
}

function registerList(group: Command, action: ActionMaker): void {
  group
    .command('list', { isDefault: true })
    .description('List the saved tables, and say which are behind their runs.')
    .addHelpText('after', '\nExample:\n  $ tnrlab tables')
    .action(
      action(async (cli) =>
        withSession(cli, async ({ client }) => {
          const tables = await client.paperTables.list();
          cli.result(tables, () => listText(tables));
        }),
      ),
    );
}

function listText(tables: readonly TableListRow[]): string {
  if (tables.length === 0)
    return 'There are no tables yet. Make one: tnrlab tables new NAME --experiment EXPERIMENT';
  return textTable(
    ['Table', 'State', 'Rows', 'Columns', 'Runs', 'Experiments'],
    tables.map(({ name, stale, problems, rows, columns, runs, experiments }) => [
      name,
      problems.some(({ severity }) => severity === 'error')
        ? 'mixed'
        : stale.length > 0
          ? 'stale'
          : 'current',
      String(rows),
      String(columns),
      String(runs),
      experiments.join(', '),
    ]),
  );
}

function registerShow(group: Command, action: ActionMaker): void {
  group
    .command('show')
    .description('Print a saved table, from the runs it was made of.')
    .argument('<table>', 'name of a table', tableName)
    .addOption(
      new Option('--format <format>', 'md, tex, csv, html or json (default: md, json with --json)').choices(
        PAPER_FORMATS,
      ),
    )
    .option('--out <file>', 'write to a file instead of the terminal')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab tables show "Main results"
  $ tnrlab tables show "Main results" --format tex --out main.tex`,
    )
    .action(
      action(async (cli, name: string, options: { format?: PaperFormat; out?: string }) =>
        withSession(cli, async ({ client }) => {
          const format = options.format ?? (cli.json ? 'json' : 'md');
          const { text } = await client.paperTables.export({ name, format });
          await give(cli, text, options.out);
          tellState(cli, await client.paperTables.get({ name }));
        }),
      ),
    );
}

interface FigureOptions {
  kind: FigureKind;
  size: FigureSize;
  column?: string;
  against?: string;
  out?: string;
}

function registerFigure(group: Command, action: ActionMaker): void {
  group
    .command('figure')
    .description('Draw a saved table as SVG, in a size of print.')
    .argument('<table>', 'name of a table', tableName)
    .addOption(
      new Option('--kind <kind>', 'dots: means and single runs; differences: from the reference row')
        .choices(FIGURE_KINDS)
        .default('dots'),
    )
    .addOption(
      new Option('--size <size>', 'one column (84 mm), two (174 mm), or a slide')
        .choices(FIGURE_SIZES)
        .default('single'),
    )
    .option('--column <id>', 'the column drawn (default: the first metric)')
    .option('--against <id>', 'the column along the other axis of efficiency (default: size, or speed)')
    .option('--out <file>', 'write to a file instead of the terminal')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab tables figure "Main results" --out main.svg
  $ tnrlab tables figure "Main results" --kind efficiency --against newsPerSecond --size double --out speed.svg`,
    )
    .action(
      action(async (cli, name: string, { out, ...figure }: FigureOptions) =>
        withSession(cli, async ({ client }) => {
          const { kind, size, column, against } = figure;
          const drawn = await client.paperTables.figure({
            name,
            kind,
            size,
            ...(column === undefined ? {} : { column }),
            ...(against === undefined ? {} : { against }),
          });
          if (cli.json && out === undefined) cli.result(drawn, () => drawn.text);
          else await give(cli, drawn.text, out);
        }),
      ),
    );
}

interface NewOptions {
  experiment?: string[];
  run?: string[];
  metric?: string[];
  reference?: string;
  published: PublishedChoice;
  lang: Language;
}

function registerNew(group: Command, action: ActionMaker): void {
  const collect = (one: string, before: string[] = []): string[] => [...before, one];
  group
    .command('new')
    .description('Make a table of experiments side by side, of chosen runs, or of both.')
    .argument('<table>', 'what to call it', tableName)
    .option('--experiment <name>', 'its rows; may be given several times', collect)
    .option(
      '--run <key>',
      'a run below them, or the beginning of its key; may be given several times',
      collect,
    )
    .option(
      '--metric <name>',
      'a column; may be given several times (default: auc, mrr, ndcg5, ndcg10)',
      collect,
    )
    .option('--reference <row>', 'label of the row that all others are tested against')
    .addOption(
      new Option('--published <column>', "the paper's values below our rows")
        .choices(PUBLISHED_CHOICES)
        .default('none'),
    )
    .addOption(new Option('--lang <language>', 'of caption and notes').choices(LANGUAGES).default('en'))
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab tables new "Main results" --experiment main-table --reference "PLM-NR-12 (DP)"
  $ tnrlab tables new Both --experiment on-mind --experiment on-feeds --metric auc --metric mrr
  $ tnrlab tables new "With NRMS" --experiment main-table --run 1f0a93 --run 77b0c2`,
    )
    .action(
      action(async (cli, name: string, options: NewOptions) =>
        withSession(cli, async ({ client }) => {
          const proposed = await client.paperTables.propose({
            ...(options.experiment ? { experiments: options.experiment } : {}),
            ...(options.run ? { runs: options.run } : {}),
            ...(options.metric ? { metrics: options.metric } : {}),
          });
          const definition: TableDefinition = {
            ...proposed,
            reference: options.reference === undefined ? null : referenceOf(proposed, options.reference),
            published: options.published,
            language: options.lang,
          };
          const saved = await client.paperTables.save({ name, definition, isNew: true });
          cli.result(saved, () => `Made the table "${name}": ${sizeText(saved)}.`);
          tellState(cli, saved);
        }),
      ),
    );
}

function registerChanges(group: Command, action: ActionMaker): void {
  group
    .command('update')
    .description('Take the runs of a table as they are now.')
    .argument('<table>', 'name of a table', tableName)
    .addHelpText('after', '\nExample:\n  $ tnrlab tables update "Main results"')
    .action(
      action(async (cli, name: string) =>
        withSession(cli, async ({ client }) => {
          const saved = await client.paperTables.update({ name });
          cli.result(saved, () => `Updated "${name}": ${sizeText(saved)}.`);
          tellState(cli, saved);
        }),
      ),
    );
  group
    .command('rename')
    .description('Call a table something else.')
    .argument('<table>', 'name of a table', tableName)
    .argument('<name>', 'its new name', tableName)
    .addHelpText('after', '\nExample:\n  $ tnrlab tables rename "Main results" "Table 2"')
    .action(
      action(async (cli, name: string, to: string) =>
        withSession(cli, async ({ client }) => {
          const saved = await client.paperTables.rename({ name, to });
          cli.result(saved, () => `"${name}" is now called "${to}".`);
        }),
      ),
    );
  group
    .command('remove')
    .description('Forget a table. Its runs stay.')
    .argument('<table>', 'name of a table', tableName)
    .addHelpText('after', '\nExample:\n  $ tnrlab tables remove "Main results"')
    .action(
      action(async (cli, name: string) =>
        withSession(cli, async ({ client }) => {
          await client.paperTables.remove({ name });
          cli.result({ removed: name }, () => `Removed ${name}.`);
        }),
      ),
    );
}

const sizeText = ({ table: { lines, columns, runs } }: SavedTable): string =>
  `${lines.filter(({ kind }) => kind === 'runs').length} rows, ${columns.length} columns, ${Object.keys(runs).length} runs`;

async function give(cli: CliContext, text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    cli.io.stdout.write(text);
    return;
  }
  await writeWholeFile(file, text);
  cli.note(`Wrote ${file}.`);
}

/** What is old or mixed, on stderr. */
function tellState(cli: CliContext, { table: { problems, stale } }: SavedTable): void {
  for (const problem of problems) cli.note(`Note: ${problemWords('en', problem)}`);
  for (const reason of stale) cli.note(`Stale: ${staleWords('en', reason)}`);
}
