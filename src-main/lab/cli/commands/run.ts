/** `tnrlab run`: starts an experiment from a file, or goes on with one by name, and follows it to its table. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { nameSchema } from '#shared/config/base-plm.ts';
import { AppError } from '#shared/errors.ts';
import { renderTable } from '../../export/render-table.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { problemsError, readExperimentFile } from '../experiment-file.ts';
import { followExperiment } from '../follow-experiment.ts';
import { withSession } from '../session.ts';
import type { LabSession } from '../session.ts';
import { plural } from '../units.ts';

const GUEST_POLL_MS = 500;

const isFile = (target: string): boolean => existsSync(target) && statSync(target).isFile();

/** Checks the file, tells what will be computed, and starts it. */
async function startFile(cli: CliContext, { client }: LabSession, file: string): Promise<{ name: string }> {
  const source = await readExperimentFile(file);
  const config = cli.backend ? { ...(source.config as object), backend: cli.backend } : source.config;
  const { problems, plan } = await client.experiments.check({ config });
  if (problems.length > 0) throw problemsError(problems, source);
  if (plan)
    cli.note(
      `${plural(plan.stages, 'stage')}${plan.reused > 0 ? `, ${plan.reused} of them done before` : ''}.`,
    );
  // With an override the file no longer says what runs.
  return client.experiments.start(cli.backend ? { config } : { config, yaml: source.yaml });
}

/** An experiment of the workspace goes on; a ready one of the lab's own pages starts. */
export async function startNamed(
  cli: CliContext,
  { client }: LabSession,
  name: string,
): Promise<{ name: string }> {
  const known = await client.experiments.list();
  const found = known.find((row) => row.name === name);
  if (found) {
    if (cli.backend) cli.note('--backend is left aside: the experiment goes on with the backend it has.');
    if (found.state === 'stopped' || found.state === 'failed') await client.experiments.resume({ name });
    return found;
  }
  const presets = await client.presets.list();
  const preset = presets.find(({ id }) => id === name);
  if (!preset)
    throw new AppError(
      'not-found',
      `There is no file and no experiment "${name}". Experiments here: ${known.map((row) => row.name).join(', ') || 'none'}; ready ones: ${presets.map(({ id }) => id).join(', ') || 'none'}.`,
      { name },
    );
  const config = cli.backend ? { ...(preset.config as object), backend: cli.backend } : preset.config;
  const { problems } = await client.experiments.check({ config });
  if (problems.length > 0) throw problemsError(problems, null);
  return client.experiments.start({ config });
}

/** Follows an experiment to its end and prints its table. */
export async function runAndPrint(
  cli: CliContext,
  session: LabSession,
  start: () => Promise<{ name: string }>,
): Promise<void> {
  let interrupted = false;
  try {
    const { name } = await followExperiment(cli, session, start);
    const table = await session.client.tables.get({ name });
    cli.io.stdout.write(renderTable(table, cli.json ? 'json' : 'md'));
    cli.note(`Write it as files with: tnrlab export ${name} --out FOLDER`);
  } catch (error) {
    interrupted = isInterrupted(error);
    throw error;
  } finally {
    // Whatever became of this one, only Ctrl-C here ends what other commands started in this process.
    if (session.router && !interrupted) await finishGuests(cli, session);
  }
}

const isInterrupted = (error: unknown): boolean =>
  error instanceof AppError && error.details.interrupted === true;

/** What other commands started in this process, which held the workspace, comes to its end too. */
async function finishGuests(cli: CliContext, session: LabSession): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const { running, queued } = await session.client.system.status();
    if (running + queued === 0) return;
    const guest = (await session.client.experiments.list()).find(
      ({ name, state }) => (state === 'running' || state === 'queued') && !seen.has(name),
    );
    if (!guest) {
      await setTimeout(GUEST_POLL_MS); // an import
      continue;
    }
    seen.add(guest.name);
    cli.note(`${guest.name}, started by another command, still runs here; Ctrl-C stops it.`);
    try {
      await followExperiment(cli, session, async () => guest);
    } catch (error) {
      // A failure is told by the command that started it.
      if (isInterrupted(error)) return;
    }
  }
}

export function registerRun(program: Command, action: ActionMaker): void {
  program
    .command('run')
    .description('Run an experiment, or go on with one where it stopped; prints the result table.')
    .argument('<experiment>', 'YAML file, or name of an experiment of the workspace')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab run main-table.yaml
  $ tnrlab run main-table              # go on with it
  $ tnrlab run main-table.yaml --backend wasm --json > table.json

Ctrl-C stops at a checkpoint; a second Ctrl-C kills. The same command goes on from there and computes nothing twice.`,
    )
    .action(
      action(async (cli, target: string) => {
        const file = isFile(target);
        if (!file && (/\.ya?ml$/i.test(target) || !nameSchema.safeParse(target).success))
          throw new AppError('not-found', `There is no file ${path.resolve(target)}.`, { file: target });
        await withSession(cli, (session) =>
          runAndPrint(cli, session, () =>
            file ? startFile(cli, session, target) : startNamed(cli, session, target),
          ),
        );
      }),
    );
}
