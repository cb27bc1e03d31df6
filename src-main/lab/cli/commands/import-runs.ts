/** `tnrlab import runs`: takes runs of other programs in, so that a former baseline can stand in the same table. */
import path from 'node:path';
import { type Command, Option } from 'commander';
import {
  FOREIGN_FORMAT_NAMES,
  FOREIGN_FORMATS,
  type ForeignRunRow,
  type ImportRequest,
  METRIC_SCALES,
} from '#shared/contract/imports.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { shortKey } from '../short-key.ts';
import { textTable } from '../text-table.ts';
import { plural } from '../units.ts';

type Options = Omit<ImportRequest, 'source'> & { preview?: true };

/** Metrics shown beside each run; the rest is in the workspace. */
const SHOWN = ['auc', 'mrr', 'ndcg5', 'ndcg10'];

function runsText(runs: readonly ForeignRunRow[]): string {
  const shown = SHOWN.filter((metric) => runs.some(({ metrics }) => metrics[metric] !== undefined));
  return textTable(
    ['Run', 'Method', 'Dataset', 'Seed', ...shown, 'Points', 'Known'],
    runs.map((run) => [
      run.name,
      run.method,
      run.dataset ?? '',
      String(run.seed),
      ...shown.map((metric) => {
        const value = run.metrics[metric];
        return value === undefined ? '' : (value * 100).toFixed(2);
      }),
      String(run.points),
      run.trashed ? 'in the trash' : run.known ? 'yes' : '',
    ]),
    3,
  );
}

export function addImportRuns(group: Command, action: ActionMaker): void {
  group
    .command('runs')
    .description('Take in runs that another program logged: a CSV of metrics, TensorBoard, MLflow.')
    .argument('<source>', 'CSV file, folder with event files, mlflow.db or mlruns')
    .addOption(
      new Option('--format <format>', 'default: what the source looks like').choices(FOREIGN_FORMATS),
    )
    .addOption(
      new Option('--scale <scale>', 'how AUC, MRR and nDCG are written there')
        .choices(METRIC_SCALES)
        .default('auto'),
    )
    .option('--method <label>', 'method of all its runs (default: as the source says)')
    .option('--dataset <name>', 'dataset of all its runs (default: as the source says)')
    .addOption(
      new Option('--split <split>', 'split that its metrics were measured on').choices(['test', 'dev']),
    )
    .option('--preview', 'only show what is there')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab import runs baselines.csv --dataset mind-small --split test
  $ tnrlab import runs ~/logs/nrms --method NRMS --preview
  $ tnrlab import runs mlflow.db

All runs are taken in or, where one cannot be read, none. The same runs again change nothing.`,
    )
    .action(
      action(async (cli, source: string, { preview, ...options }: Options) =>
        withSession(cli, async (session) => {
          const request: ImportRequest = { ...options, source: path.resolve(source) };
          const { imports } = session.client;
          if (preview) {
            const found = await imports.preview(request);
            cli.result(found, () =>
              [
                `${FOREIGN_FORMAT_NAMES[found.format]}, ${plural(found.runs.length, 'run')}:`,
                runsText(found.runs),
                ...found.warnings,
              ].join('\n'),
            );
            return;
          }
          const report = await imports.run(request);
          cli.result(report, () =>
            [
              `Took in ${plural(report.imported.length, 'run')}` +
                (report.known > 0
                  ? `; ${plural(report.known, 'run')} ${report.known === 1 ? 'was' : 'were'} here already.`
                  : '.'),
              ...(report.trashed > 0
                ? [
                    `Of them, ${report.trashed} ${report.trashed === 1 ? 'is' : 'are'} in the trash: restore in Runs, Trash.`,
                  ]
                : []),
              // What `compare` and `tables new --run` take.
              ...(report.imported.length > 0 ? [`Keys: ${report.imported.map(shortKey).join(', ')}`] : []),
              ...report.warnings,
            ].join('\n'),
          );
        }),
      ),
    );
}
