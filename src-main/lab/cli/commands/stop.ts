/** `tnrlab stop`, `resume` and `kill`: of experiments of this workspace, in whichever process they run. */
import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { name } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { withSession } from '../session.ts';
import type { LabSession } from '../session.ts';
import { runAndPrint } from './run.ts';

/** The experiment that is meant: the named one, or the only active one. */
async function activeName({ client }: LabSession, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const active = (await client.experiments.list()).filter(
    ({ state }) => state === 'running' || state === 'queued',
  );
  if (active.length === 1) return (active[0] as { name: string }).name;
  throw new AppError(
    active.length === 0 ? 'not-found' : 'bad-input',
    active.length === 0
      ? 'No experiment is running.'
      : `Several experiments are running; name one of ${active.map((row) => row.name).join(', ')}.`,
  );
}

async function end(cli: CliContext, given: string | undefined, how: 'stop' | 'kill'): Promise<void> {
  await withSession(cli, async (session) => {
    const experiment = await activeName(session, given);
    const before = await session.client.experiments.get({ name: experiment });
    if (before.state !== 'running' && before.state !== 'queued') {
      cli.result({ experiment, state: before.state }, () => `${experiment} does not run: ${before.state}.`);
      return;
    }
    await session.client.experiments[how]({ name: experiment });
    const { state } = await session.client.experiments.get({ name: experiment });
    cli.result(
      { experiment, state },
      () => `${experiment}: ${state}. Go on with: tnrlab resume ${experiment}`,
    );
  });
}

export function registerStop(program: Command, action: ActionMaker): void {
  program
    .command('stop')
    .description('Stop an experiment: running stages write a checkpoint and end.')
    .argument('[experiment]', 'name (default: the only running one)', name)
    .addHelpText('after', '\nExample:\n  $ tnrlab stop main-table')
    .action(action((cli, experiment: string | undefined) => end(cli, experiment, 'stop')));
  program
    .command('kill')
    .description('End the processes of an experiment at once; work goes back to the last checkpoint.')
    .argument('[experiment]', 'name (default: the only running one)', name)
    .addHelpText('after', '\nExample:\n  $ tnrlab kill main-table')
    .action(action((cli, experiment: string | undefined) => end(cli, experiment, 'kill')));
  program
    .command('resume')
    .description('Go on with an experiment from its last checkpoints, and follow it.')
    .argument('<experiment>', 'name of an experiment', name)
    .addHelpText('after', '\nExample:\n  $ tnrlab resume main-table')
    .action(
      action((cli, experiment: string) =>
        withSession(cli, (session) =>
          runAndPrint(cli, session, async () => {
            const { state } = await session.client.experiments.get({ name: experiment });
            if (state === 'stopped' || state === 'failed')
              await session.client.experiments.resume({ name: experiment });
            return { name: experiment };
          }),
        ),
      ),
    );
}
