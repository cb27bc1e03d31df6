/**
 * Follows an experiment until it ends: progress, Ctrl-C (stop with checkpoints, then kill), and what to do next. An
 * experiment that runs in another process goes on there when this one stops to look.
 */
import type { ExperimentDetail, ExperimentRow, LabEvent } from '#shared/contract/domain.ts';
import { AppError } from '#shared/errors.ts';
import type { CliContext } from './context.ts';
import { onInterrupt } from './interrupts.ts';
import { openProgress } from './progress/open-progress.ts';
import type { LabSession } from './session.ts';
import { overallText, showStage, stageName } from './watch-stages.ts';

/** The stream tells every change; this is for one that got lost. */
const LOOK_AGAIN_MS = 10_000;

const hasEnded = (row: ExperimentRow): boolean => row.state !== 'queued' && row.state !== 'running';

/**
 * Starts work with `start` and follows it to its end.
 * @returns the finished experiment
 * @throws AppError `stopped` after Ctrl-C (`details.interrupted`) or a stop from elsewhere, the stage's own error when one failed
 */
export async function followExperiment(
  cli: CliContext,
  session: LabSession,
  start: () => Promise<{ name: string }>,
): Promise<ExperimentDetail> {
  const view = openProgress(cli);
  const ended = new AbortController();
  const { client } = session;
  // Before the start, so that nothing of it is missed.
  const events = await client.system.events(undefined, { signal: ended.signal });
  const local = session.router !== null;
  let release = (): void => {};
  let interrupted = false;
  try {
    const { name } = await start();
    const titles = new Map<string, string>();
    let row = await read();
    const finished = Promise.withResolvers<void>();

    async function read(): Promise<ExperimentDetail> {
      const detail = await client.experiments.get({ name });
      for (const stage of detail.stages) {
        const title = stageName(stage, detail.config.seed);
        titles.set(stage.key, title);
        if (stage.state === 'running') showStage(view, title, stage);
      }
      view.overall(overallText(detail));
      return detail;
    }
    const see = (event: LabEvent): void => {
      if (event.type === 'stage') {
        const title = titles.get(event.stage.key);
        if (title !== undefined) showStage(view, title, event.stage);
      } else if (event.type === 'experiment' && event.row.name === name) {
        view.overall(overallText(event.row));
        if (hasEnded(event.row)) finished.resolve();
      }
    };
    if (hasEnded(row)) finished.resolve();

    release = onInterrupt({
      first: () => {
        interrupted = true;
        if (!local) {
          finished.reject(
            new AppError(
              'stopped',
              `${name} goes on in the lab that holds the workspace. Stop it with: tnrlab stop ${name}`,
            ),
          );
          return;
        }
        view.say('Stopping at a checkpoint; press Ctrl-C again to kill.');
        client.experiments.stop({ name }).catch(finished.reject);
      },
      second: () => {
        view.say('Killing.');
        client.experiments.kill({ name }).then(
          () => finished.resolve(),
          (error: unknown) => finished.reject(error),
        );
      },
    });
    void (async () => {
      for await (const event of events) see(event);
    })().catch((error: unknown) => {
      if (!ended.signal.aborted) finished.reject(error);
    });
    void session.gone.then(() =>
      finished.reject(
        new AppError('crashed', `The lab that ran ${name} has ended. Go on with: ${cli.resumeCommand(name)}`),
      ),
    );
    const timer = setInterval(() => {
      read().then((detail) => hasEnded(detail) && finished.resolve(), finished.reject);
    }, LOOK_AGAIN_MS);
    try {
      await finished.promise;
    } finally {
      clearInterval(timer);
    }
    row = await read();
    return requireDone(cli, row, interrupted);
  } finally {
    release();
    ended.abort();
    view.end();
  }
}

function requireDone(cli: CliContext, experiment: ExperimentDetail, interrupted: boolean): ExperimentDetail {
  const { name, state, stages } = experiment;
  if (state === 'done') return experiment;
  if (state !== 'failed')
    throw new AppError(
      'stopped',
      `Stopped: ${overallText(experiment)}. Go on with: ${cli.resumeCommand(name)}`,
      {
        interrupted,
      },
    );
  const failed = stages.find((stage) => stage.state === 'failed');
  const reason = failed?.error?.message ?? experiment.error ?? 'no reason is known.';
  throw new AppError(
    failed?.error?.code === 'stopped' ? 'crashed' : (failed?.error?.code ?? 'internal'),
    `${name} failed${failed ? ` in "${stageName(failed, experiment.config.seed)}"` : ''}: ${reason} Finished stages are kept; go on with: ${cli.resumeCommand(name)}`,
    { experiment: name, stage: failed?.key ?? null, ...failed?.error?.details },
  );
}
