/** `tnrlab runs`: the experiments of the workspace, the stages of one, or the runs that were imported. */
import type { Command } from 'commander';
import type { ExperimentDetail, ExperimentRow, Stage } from '#shared/contract/domain.ts';
import type { Run } from '#shared/contract/runs.ts';
import { AppError } from '#shared/errors.ts';
import { METRICS } from '#shared/contract/tables.ts';
import { metricFacts } from '#shared/metrics.ts';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { shortKey } from '../short-key.ts';
import { durationText, plural } from '../units.ts';
import { overallText, stageName } from '../watch-stages.ts';

const experimentsText = (rows: readonly ExperimentRow[]): string =>
  textTable(
    ['Experiment', 'State', 'Dataset', 'Preset', 'Best so far', 'Methods', 'Repeats', 'Stages', 'Left'],
    rows.map((row) => [
      row.name,
      row.paused && row.state === 'queued' ? 'paused' : row.state,
      row.dataset,
      row.preset,
      row.best ? `${row.best.method} ${(row.best.auc * 100).toFixed(2)}` : '–',
      String(row.methods),
      String(row.repeats),
      `${row.stagesDone}/${row.stagesTotal}`,
      row.secondsLeft === null ? '–' : durationText(row.secondsLeft),
    ]),
    5,
  );

function secondsOf({ startedAt, endedAt }: Stage): string {
  return startedAt === null ? '–' : durationText(((endedAt ?? Date.now()) - startedAt) / 1000);
}

function stagesText(experiment: ExperimentDetail): string {
  const table = textTable(
    ['Key', 'Stage', 'State', 'Backend', 'Time'],
    experiment.stages.map((stage) => [
      shortKey(stage.key),
      stageName(stage, experiment.config.seed),
      stage.reused && stage.state === 'done' ? 'done (reused)' : stage.state,
      stage.device?.backend ?? '–',
      secondsOf(stage),
    ]),
    4,
  );
  const errors = experiment.stages.flatMap(({ title, error }) =>
    error ? [`${title}: ${error.message}`] : [],
  );
  return [`${overallText(experiment)} (${experiment.state})`, '', table, ...errors].join('\n');
}

function importedText(runs: readonly Run[]): string {
  const shown = METRICS.filter((metric) => runs.some(({ metrics }) => metrics[metric] !== undefined));
  const cell = (run: Run, metric: string): string => {
    const value = run.metrics[metric];
    const { scale, digits } = metricFacts(metric);
    return value === undefined ? '–' : (value * scale).toFixed(digits);
  };
  return textTable(
    ['Key', 'Run', 'Method', 'Dataset', 'Seed', ...shown.map((metric) => metricFacts(metric).label), 'From'],
    runs.map((run) => [
      shortKey(run.key),
      run.title,
      run.methods.join(', '),
      run.dataset ?? '–',
      String(run.seed),
      ...shown.map((metric) => cell(run, metric)),
      run.importedFrom ?? '',
    ]),
    4,
  );
}

export function registerRuns(program: Command, action: ActionMaker): void {
  program
    .command('runs')
    .description('List the experiments, or the stages of one with the keys that other commands take.')
    .argument('[experiment]', 'name of an experiment', name)
    .option('--imported', 'the runs that were taken in from other programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tnrlab runs\n  $ tnrlab runs main-table --json\n  $ tnrlab runs --imported',
    )
    .action(
      action(async (cli, experiment: string | undefined, { imported }: { imported?: true }) =>
        withSession(cli, async ({ client }) => {
          if (imported && experiment !== undefined)
            throw new AppError('bad-input', 'Imported runs belong to no experiment; leave its name out.');
          const foreign = async (): Promise<Run[]> => {
            const { runs } = await client.runs.list();
            return runs.filter(({ importedFrom, trashedAt }) => importedFrom !== null && trashedAt === null);
          };
          if (imported) {
            const runs = await foreign();
            cli.result(runs, () =>
              runs.length === 0
                ? 'No run was imported yet. Take some in with: tnrlab import runs SOURCE'
                : importedText(runs),
            );
          } else if (experiment === undefined) {
            const rows = await client.experiments.list();
            cli.result(rows, () =>
              rows.length === 0
                ? 'No experiment yet. Start one with: tnrlab run FILE.yaml'
                : experimentsText(rows),
            );
            const others = cli.json || cli.quiet ? 0 : (await foreign()).length;
            if (others > 0)
              cli.note(`${plural(others, 'imported run')}; list them with: tnrlab runs --imported`);
          } else {
            const detail = await client.experiments.get({ name: experiment });
            cli.result(detail, () => stagesText(detail));
          }
        }),
      ),
    );
}
