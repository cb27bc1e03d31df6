/** `tnrlab queue`: what runs and what waits, and the order, pauses and slots of it. */
import { Argument, type Command, InvalidArgumentError } from 'commander';
import {
  type Device,
  DEVICES,
  MOST_SLOTS,
  PRIORITIES,
  type Priority,
  type QueueEntry,
  type QueueState,
  type QueueTarget,
} from '#shared/contract/queue.ts';
import { AppError } from '#shared/errors.ts';
import { name, whole } from '../arguments.ts';
import type { ActionMaker, CliContext } from '../context.ts';
import { withSession } from '../session.ts';
import type { LabSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { bytesText, durationText, plural } from '../units.ts';

const DEVICE_WORDS: Readonly<Record<Device, string>> = { processor: 'processor', gpu: 'GPU' };

function waitText({ state, running, waitsFor: { reason, device, stage, experiment } }: QueueEntry): string {
  if (state === 'interrupted') return 'interrupted by the end of the lab';
  if (reason === 'paused') return 'paused';
  if (reason === 'queue-paused') return 'the queue is paused';
  if (reason === 'slot') return `a slot of the ${DEVICE_WORDS[device ?? 'processor']}`;
  if (reason === 'timed')
    return `${stage ?? 'a timed stage'} of ${experiment ?? 'another'}, which runs alone`;
  if (reason === 'alone') return 'what runs, to be timed alone';
  return running > 0 ? `${plural(running, 'stage')} running` : '–';
}

function queueText({ paused, devices, running, imports, entries }: QueueState): string {
  const parts = [
    devices
      .map(({ device, slots, running: used }) => `${DEVICE_WORDS[device]}: ${used} of ${slots} slots in use`)
      .join(', '),
  ];
  if (paused) parts.push('The queue is paused. Go on with: tnrlab queue resume');
  if (running.length > 0)
    parts.push(
      textTable(
        ['Running', 'For', 'Seed', 'Device', 'Progress', 'Memory'],
        running.map((run) => [
          run.title,
          run.experiments.join(', ') || (run.source ?? '–'),
          String(run.seed),
          DEVICE_WORDS[run.device],
          run.stopping
            ? 'stopping'
            : run.progress && run.progress.total > 0
              ? `${run.progress.phase} ${Math.floor((100 * run.progress.done) / run.progress.total)} %`
              : '–',
          run.memoryBytes === null ? '–' : bytesText(run.memoryBytes),
        ]),
      ),
    );
  if (imports.length > 0) parts.push(`${plural(imports.length, 'import')} waiting.`);
  if (entries.length > 0)
    parts.push(
      textTable(
        ['#', 'Experiment', 'Priority', 'Stages', 'Left', 'Waits for'],
        entries.map((entry, at) => [
          String(at + 1),
          entry.name,
          entry.priority,
          `${entry.stagesDone}/${entry.stagesTotal}`,
          entry.secondsLeft === null ? '–' : durationText(entry.secondsLeft),
          waitText(entry),
        ]),
      ),
    );
  else if (running.length === 0) parts.push('Nothing is in the queue.');
  if (entries.some(({ state }) => state === 'interrupted'))
    parts.push('Go on with an interrupted experiment: tnrlab run EXPERIMENT');
  return parts.join('\n\n');
}

interface MoveOptions {
  top?: true;
  bottom?: true;
  before?: string;
  after?: string;
}

function targetOf({ top, bottom, before, after }: MoveOptions): QueueTarget {
  const targets: QueueTarget[] = [];
  if (top) targets.push({ place: 'top' });
  if (bottom) targets.push({ place: 'bottom' });
  if (before !== undefined) targets.push({ place: 'before', of: before });
  if (after !== undefined) targets.push({ place: 'after', of: after });
  if (targets.length !== 1)
    throw new AppError('bad-input', 'Say where to: one of --top, --bottom, --before NAME and --after NAME.');
  return targets[0]!;
}

function slotNumber(text: string): number | null {
  if (text === 'default') return null;
  try {
    return whole(1, MOST_SLOTS)(text);
  } catch {
    throw new InvalidArgumentError(`Give a whole number from 1 to ${MOST_SLOTS}, or "default".`);
  }
}

export function registerQueue(program: Command, action: ActionMaker): void {
  const show = async (
    cli: CliContext,
    call: (client: LabSession['client']) => Promise<QueueState>,
  ): Promise<void> =>
    withSession(cli, async ({ client }) => {
      const state = await call(client);
      cli.result(state, () => queueText(state));
    });
  const queue = program
    .command('queue')
    .description('What runs and what waits, in order; the order, pauses and slots can be changed.');
  queue
    .command('list', { isDefault: true })
    .description('List what runs and what waits, in order.')
    .addHelpText('after', '\nExamples:\n  $ tnrlab queue\n  $ tnrlab queue list --json')
    .action(action((cli) => show(cli, (client) => client.queue.get())));
  queue
    .command('move')
    .description('Give an experiment another place; next to another one it takes on its priority.')
    .argument('<experiment>', 'name of an experiment in the queue', name)
    .option('--top', 'before all others')
    .option('--bottom', 'after all others')
    .option('--before <experiment>', 'right before this one', name)
    .option('--after <experiment>', 'right after this one', name)
    .addHelpText(
      'after',
      '\nExamples:\n  $ tnrlab queue move ablation --top\n  $ tnrlab queue move ablation --after main-table',
    )
    .action(
      action((cli, experiment: string, options: MoveOptions) => {
        const to = targetOf(options);
        return show(cli, (client) => client.queue.move({ name: experiment, to }));
      }),
    );
  queue
    .command('priority')
    .description('Set the priority of an experiment: more urgent ones go first, whatever the order.')
    .argument('<experiment>', 'name of an experiment in the queue', name)
    .addArgument(new Argument('<priority>', 'how urgent it is').choices(PRIORITIES))
    .addHelpText('after', '\nExample:\n  $ tnrlab queue priority ablation high')
    .action(
      action((cli, experiment: string, priority: Priority) =>
        show(cli, (client) => client.queue.setPriority({ name: experiment, priority })),
      ),
    );
  queue
    .command('pause')
    .description('Start no new stages, of one experiment or of all; what runs ends as it would.')
    .argument('[experiment]', 'name of an experiment in the queue (default: all)', name)
    .option('--now', 'also stop what runs, at a checkpoint')
    .addHelpText('after', '\nExamples:\n  $ tnrlab queue pause\n  $ tnrlab queue pause ablation --now')
    .action(
      action((cli, experiment: string | undefined, { now }: { now?: true }) =>
        show(cli, (client) =>
          client.queue.pause({ now: now ?? false, ...(experiment !== undefined && { name: experiment }) }),
        ),
      ),
    );
  queue
    .command('resume')
    .description('Start stages again, of one experiment or of all.')
    .argument('[experiment]', 'name of a paused experiment (default: the whole queue)', name)
    .addHelpText('after', '\nExamples:\n  $ tnrlab queue resume\n  $ tnrlab queue resume ablation')
    .action(
      action((cli, experiment: string | undefined) =>
        show(cli, (client) => client.queue.resume(experiment === undefined ? {} : { name: experiment })),
      ),
    );
  queue
    .command('slots')
    .description('Set how many stages run at once on a device; it takes effect at once.')
    .addArgument(new Argument('<device>', 'where stages compute').choices(DEVICES))
    .argument('<number>', 'stages at once, or "default"', slotNumber)
    .addHelpText(
      'after',
      '\nExamples:\n  $ tnrlab queue slots processor 4\n  $ tnrlab queue slots gpu default',
    )
    .action(
      action((cli, device: Device, slots: number | null) =>
        show(cli, (client) => client.queue.setSlots({ device, slots })),
      ),
    );
}
