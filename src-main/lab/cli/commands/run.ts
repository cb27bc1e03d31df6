/** `tnrlab run`: starts an experiment from a file, or goes on with one by name, and follows it to its table. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { nameSchema } from '#shared/config/base-plm.ts';
import { type ExperimentPreset, type Scale, SCALES } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { presetName, renamed, type StudyNames } from '../../library/studies.ts';
import { renderTable } from '../../export/render-table.ts';
import { whole } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { costText, planText } from '../cost-text.ts';
import { type ExperimentFile, problemsError, readExperimentFile } from '../experiment-file.ts';
import { followExperiment } from '../follow-experiment.ts';
import { withSession } from '../session.ts';
import type { LabSession } from '../session.ts';
import { durationText, plural } from '../units.ts';

interface StudyChanges extends StudyNames {
  scale?: Scale;
  repeats?: number;
}

const GUEST_POLL_MS = 500;

const isFile = (target: string): boolean => existsSync(target) && statSync(target).isFile();

/** Checks the file, tells what will be computed, and starts it. */
async function startFile(cli: CliContext, { client }: LabSession, file: string): Promise<{ name: string }> {
  const { source, config } = await readConfig(cli, file);
  const { problems, plan, cost } = await client.experiments.check({ config });
  if (problems.length > 0) throw problemsError(problems, source);
  const time = cost?.seconds ? `; about ${durationText(cost.seconds.likely)} here` : '';
  if (plan) cli.note(`${planText(plan)}${plan.reused < plan.stages ? time : ''}.`);
  // With an override the file no longer says what runs.
  return client.experiments.start(cli.backend ? { config } : { config, yaml: source.yaml });
}

async function readConfig(
  cli: CliContext,
  file: string,
): Promise<{ source: ExperimentFile; config: unknown }> {
  const source = await readExperimentFile(file);
  const config = cli.backend ? { ...(source.config as object), backend: cli.backend } : source.config;
  return { source, config };
}

/** Says what would be computed and what it takes, and starts nothing. */
async function dryRun(
  cli: CliContext,
  { client }: LabSession,
  target: string,
  changes: StudyChanges | null,
): Promise<void> {
  let source: ExperimentFile | null = null;
  let config: unknown;
  if (!changes) ({ source, config } = await readConfig(cli, target));
  else {
    const known = await client.experiments.list();
    const id = changes.scale ? presetName(target, changes.scale) : target;
    config = known.some(({ name }) => name === id)
      ? (await client.experiments.get({ name: id })).config
      : configOf(findPreset(await client.presets.list(), id, target, known), changes, cli);
  }
  const check = await client.experiments.check({ config });
  if (check.problems.length > 0) throw problemsError(check.problems, source);
  const { plan, cost } = check;
  cli.result({ plan, cost }, () => (plan && cost ? costText(plan, cost) : ''));
}

function configOf(preset: ExperimentPreset, changes: StudyChanges, cli: CliContext): Record<string, unknown> {
  return {
    ...renamed(preset.config, changes),
    ...(changes.repeats === undefined ? {} : { repeats: changes.repeats }),
    ...(cli.backend ? { backend: cli.backend } : {}),
  };
}

/** An experiment of the workspace goes on; a ready one of the lab's own pages starts. */
export async function startNamed(
  cli: CliContext,
  session: LabSession,
  name: string,
  changes: StudyChanges = {},
): Promise<{ name: string }> {
  const { client } = session;
  const known = await client.experiments.list();
  const id = changes.scale ? presetName(name, changes.scale) : name;
  const found = known.find((row) => row.name === id);
  if (found) {
    if (cli.backend || changes.dataset || changes.plm || changes.repeats !== undefined)
      cli.note('The experiment goes on with the configuration it has; options are left aside.');
    if (found.state === 'stopped' || found.state === 'failed') await client.experiments.resume({ name: id });
    return found;
  }
  const preset = findPreset(await client.presets.list(), id, name, known);
  const config = configOf(preset, changes, cli);
  if (!changes.dataset) await prepareWorld(cli, session, preset);
  const { problems } = await client.experiments.check({ config });
  if (problems.length > 0) throw problemsError(problems, null);
  return client.experiments.start({ config });
}

/** @throws AppError `not-found` saying what there is, or which scales the study comes in */
function findPreset(
  presets: readonly ExperimentPreset[],
  id: string,
  name: string,
  known: readonly { name: string }[],
): ExperimentPreset {
  const preset = presets.find((one) => one.id === id);
  if (preset) return preset;
  const scales = presets.flatMap(({ study, scale }) => (study === name && scale ? [scale] : []));
  if (scales.length > 0)
    throw new AppError(
      'bad-input',
      `The study ${name} comes in ${plural(scales.length, 'scale')}: ${scales.join(', ')}. Choose one, e.g. tnrlab run ${name} --scale ${scales[0]}`,
      { name, scales },
    );
  throw new AppError(
    'not-found',
    `There is no file and no experiment "${name}". Experiments here: ${known.map((row) => row.name).join(', ') || 'none'}; ready ones: ${[...new Set(presets.map(({ study }) => study))].join(', ') || 'none'}.`,
    { name },
  );
}

/** A study on a generated world writes and imports it where it is missing. */
async function prepareWorld(
  cli: CliContext,
  { client }: LabSession,
  { world, config }: ExperimentPreset,
): Promise<void> {
  const { dataset } = config as { dataset: string };
  if (!world || (await client.datasets.list()).some(({ name }) => name === dataset)) return;
  cli.note('Writing a generated news world and importing it.');
  await client.datasets.sample({ ...world, name: dataset });
}

/** Follows an experiment to its end and prints its table. */
export async function runAndPrint(
  cli: CliContext,
  session: LabSession,
  start: () => Promise<{ name: string }>,
): Promise<void> {
  let interrupted = false;
  try {
    const { name } = await followExperiment(cli, session, async () => {
      const started = await start();
      await notePause(cli, session, started.name);
      return started;
    });
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

/** Else one would wait for a start that does not come. */
async function notePause(cli: CliContext, { client }: LabSession, name: string): Promise<void> {
  const { paused, entries } = await client.queue.get();
  const own = entries.find((entry) => entry.name === name);
  if (own && paused) cli.note('The queue is paused, so nothing starts. Go on with: tnrlab queue resume');
  else if (own?.paused) cli.note(`${name} is paused. Go on with: tnrlab queue resume ${name}`);
}

const isInterrupted = (error: unknown): boolean =>
  error instanceof AppError && error.details.interrupted === true;

/** What other commands started in this process, which held the workspace, comes to its end too. */
async function finishGuests(cli: CliContext, session: LabSession): Promise<void> {
  const { client } = session;
  const seen = new Set<string>();
  for (;;) {
    const { running, queued } = await client.system.status();
    if (running + queued === 0) return;
    const queue = await client.queue.get();
    const isHeld = (name: string): boolean =>
      queue.paused || queue.entries.some((entry) => entry.name === name && entry.paused);
    const guests = (await client.experiments.list()).filter(
      ({ name, state }) => (state === 'running' || state === 'queued') && !seen.has(name),
    );
    const guest = guests.find(({ name }) => !isHeld(name));
    if (!guest) {
      if (queue.running.length === 0 && queue.imports.length === 0) {
        // A pause has no end to wait for.
        for (const { name } of guests)
          cli.note(`${name} is paused and keeps its place. Go on with: tnrlab run ${name}`);
        return;
      }
      await setTimeout(GUEST_POLL_MS); // an import, or the end of what is paused
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
    .argument(
      '<experiment>',
      "YAML file, name of an experiment of the workspace, or one of the paper's studies",
    )
    .addOption(new Option('--scale <scale>', 'size of a study').choices(SCALES))
    .option('--dataset <name>', "imported dataset instead of the scale's")
    .option('--plm <name>', "imported PLM instead of the scale's")
    .option('--repeats <count>', "runs of each method instead of the scale's", whole(1, 100))
    .option('--dry-run', 'only say what would be computed, how long it takes and what it needs')
    .addHelpText(
      'after',
      `
Examples:
  $ tnrlab run mine.yaml
  $ tnrlab run mine.yaml --dry-run
  $ tnrlab run mine                    # go on with it
  $ tnrlab run main-table --scale sample
  $ tnrlab run main-table --scale mini --dataset mind-small --plm minilm
  $ tnrlab run mine.yaml --backend wasm --json > table.json

Ctrl-C stops at a checkpoint; a second Ctrl-C kills. The same command goes on from there and computes nothing twice.`,
    )
    .action(
      action(async (cli, target: string, options: StudyChanges & { dryRun?: true }) => {
        const { dryRun: isDry, ...changes } = options;
        const file = isFile(target);
        if (!file && (/\.ya?ml$/i.test(target) || !nameSchema.safeParse(target).success))
          throw new AppError('not-found', `There is no file ${path.resolve(target)}.`, { file: target });
        if (file && Object.keys(changes).length > 0)
          throw new AppError(
            'bad-input',
            `--scale, --dataset, --plm and --repeats are for the paper's studies; ${target} is a file and says these itself.`,
            { file: target },
          );
        if (isDry) {
          await withSession(cli, (session) => dryRun(cli, session, target, file ? null : changes));
          return;
        }
        await withSession(cli, (session) =>
          runAndPrint(cli, session, () =>
            file ? startFile(cli, session, target) : startNamed(cli, session, target, changes),
          ),
        );
      }),
    );
}
