/** Turns the lab's event stream into progress on the terminal, for as long as one piece of work takes. */
import type { ExperimentRow, LabEvent, Stage } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import { EXIT } from './exit-codes.ts';
import { onInterrupt } from './interrupts.ts';
import { openProgress } from './progress/open-progress.ts';
import type { ProgressView } from './progress/progress-view.ts';
import type { CliContext } from './context.ts';
import type { LabSession } from './session.ts';
import { durationText, plural } from './units.ts';

type StageEvent = Extract<LabEvent, { type: 'stage' }>['stage'];

/**
 * E.g. `Fine-tune teacher 2, Tiny-NewsRec-2, seed 3`: with the row and the seed where it belongs to one alone.
 * @param firstSeed of the experiment; repeat r has `firstSeed + r`
 */
export function stageName({ title, methods, repeats }: Stage, firstSeed: number): string {
  const parts = [title];
  if (methods.length === 1) parts.push(methods[0] as string);
  if (repeats.length === 1) parts.push(`seed ${firstSeed + (repeats[0] as number)}`);
  return parts.join(', ');
}

export function showStage(view: ProgressView, title: string, stage: StageEvent): void {
  const { key, state, progress, startedAt, endedAt, error } = stage;
  const seconds = startedAt === null ? null : ((endedAt ?? Date.now()) - startedAt) / 1000;
  view.stage({ key, title, state, progress, seconds, error: error?.message ?? null });
}

/** E.g. `main-table: 12 of 48 stages, 3 reused, 4 min 10 s left`. */
export function overallText(row: ExperimentRow): string {
  const parts = [`${row.stagesDone} of ${plural(row.stagesTotal, 'stage')}`];
  if (row.stagesReused > 0) parts.push(`${row.stagesReused} reused`);
  if (row.state === 'running' && row.secondsLeft !== null)
    parts.push(`${durationText(row.secondsLeft)} left`);
  return `${row.name}: ${parts.join(', ')}`;
}

/**
 * Does `work` and shows every stage that runs meanwhile; Ctrl-C closes the lab, which stops them.
 * @param title of a stage that no experiment names, e.g. an import
 */
export async function watchStages<T>(
  cli: CliContext,
  session: LabSession,
  title: string,
  work: () => Promise<T>,
): Promise<T> {
  const view = openProgress(cli);
  const ended = new AbortController();
  const events = await session.client.system.events(undefined, { signal: ended.signal });
  const reading = (async () => {
    for await (const event of events) if (event.type === 'stage') showStage(view, title, event.stage);
  })().catch(() => {}); // the stream ends with the work or with the lab; the work's own error tells why
  const interrupted = Promise.withResolvers<never>();
  const release = onInterrupt({
    first: () => {
      view.say('Stopping; press Ctrl-C again to kill.');
      const stopped = new AppError('stopped', `${title}: stopped. The same command starts it again.`);
      session.close().then(() => interrupted.reject(stopped), interrupted.reject);
    },
    second: () => process.exit(EXIT.interrupted),
  });
  try {
    return await Promise.race([work(), interrupted.promise]);
  } finally {
    release();
    ended.abort();
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 200))]);
    view.end();
  }
}
