/** `tnrlab runs`: the experiments of the workspace, or the stages of one. */
import type { Command } from 'commander';
import type { ExperimentDetail, ExperimentRow, Stage } from '#shared/contract/domain.ts';
import { name } from '../arguments.ts';
import type { ActionMaker } from '../context.ts';
import { withSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { shortKey } from '../short-key.ts';
import { durationText } from '../units.ts';
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

export function registerRuns(program: Command, action: ActionMaker): void {
  program
    .command('runs')
    .description('List the experiments, or the stages of one with the keys that other commands take.')
    .argument('[experiment]', 'name of an experiment', name)
    .addHelpText('after', '\nExamples:\n  $ tnrlab runs\n  $ tnrlab runs main-table --json')
    .action(
      action(async (cli, experiment: string | undefined) =>
        withSession(cli, async ({ client }) => {
          if (experiment === undefined) {
            const rows = await client.experiments.list();
            cli.result(rows, () =>
              rows.length === 0
                ? 'No experiment yet. Start one with: tnrlab run FILE.yaml'
                : experimentsText(rows),
            );
          } else {
            const detail = await client.experiments.get({ name: experiment });
            cli.result(detail, () => stagesText(detail));
          }
        }),
      ),
    );
}
