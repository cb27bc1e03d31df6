/**
 * One try of one stage in one child, up to its end: a result, a stop, a failure that the stage itself reports, or the
 * loss of the child (crash, hang, nonsense). Whether to try again is run-stage.ts's decision.
 */
import { AppError, type ErrorShape } from '#shared/errors.ts';
import { say } from '#shared/messages/said.ts';
import type { RunRequest, TrainerEvent } from '#shared/trainer-protocol/messages.ts';
import type { SupervisorTimings } from '../lab-api.ts';
import type { ProcessEnd, TrainerProcess } from './trainer-process.ts';

export type AttemptEnd =
  | { type: 'done'; summary: Record<string, unknown> }
  | { type: 'stopped' }
  | { type: 'failed'; error: ErrorShape }
  /** The child is gone or not to be trusted; `heard`: it said something of this stage first. */
  | { type: 'lost'; error: ErrorShape; heard: boolean };

export interface AttemptListener {
  event(event: TrainerEvent): void;
  stderr(line: string): void;
}

export interface Attempt {
  /** Never rejects. */
  end: Promise<AttemptEnd>;
  stop(): void;
  kill(): void;
}

export function attemptStage(
  trainer: TrainerProcess,
  request: RunRequest,
  timings: SupervisorTimings,
  listener: AttemptListener,
): Attempt {
  let heard = false;
  let asked: 'stop' | 'kill' | null = null;
  let settle: (end: AttemptEnd) => void = () => undefined;
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, action: () => void): void => void timers.add(setTimeout(action, ms));

  const end = new Promise<AttemptEnd>((resolve) => {
    settle = (result) => {
      for (const timer of timers) clearTimeout(timer);
      clearTimeout(silence);
      resolve(result);
    };
  });
  /** Ends the child because of `error`; waits for its exit, as it may still write. */
  let reason: ErrorShape | null = null;
  const lose = (error: AppError): void => {
    reason ??= error.toShape();
    trainer.kill('SIGKILL');
  };

  let silence: NodeJS.Timeout | undefined;
  const listenFurther = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      const minutes = Math.round(timings.hangMs / 6000) / 10;
      lose(AppError.of('crashed', 'error.trainer.silent', { minutes }));
    }, timings.hangMs);
  };

  trainer.listen({
    event: (event) => {
      if (reason) return;
      heard = true;
      listenFurther();
      listener.event(event);
      if (event.type === 'done') settle({ type: 'done', summary: event.summary });
      else if (event.type === 'failed') settle({ type: 'failed', error: event.error });
      else if (event.type === 'stopped') {
        if (asked) settle({ type: 'stopped' });
        else lose(AppError.of('internal', 'error.trainer.stoppedUnasked'));
      }
    },
    nonsense: (problem) => lose(AppError.of('internal', 'error.trainer.unknownEvent', { problem })),
    stderr: (line) => listener.stderr(line),
    ended: (processEnd) => {
      if (asked) settle({ type: 'stopped' });
      else if (reason) settle({ type: 'lost', error: reason, heard: true });
      else settle({ type: 'lost', error: describeEnd(processEnd, trainer.stderrTail), heard });
    },
  });
  listenFurther();
  trainer.send(request);

  return {
    end,
    stop: () => {
      if (asked) return;
      asked = 'stop';
      trainer.send({ type: 'stop' });
      after(timings.stopMs, () => trainer.kill('SIGTERM'));
      after(timings.stopMs + timings.terminateMs, () => trainer.kill('SIGKILL'));
    },
    kill: () => {
      asked = 'kill';
      trainer.kill('SIGKILL');
    },
  };
}

/** What a process's end means to the user. */
function describeEnd({ code, signal, error }: ProcessEnd, stderr: string): ErrorShape {
  const outOfMemory = /heap out of memory|Allocation failed|Cannot allocate memory|bad_alloc/i.test(stderr);
  const advice = outOfMemory
    ? say('error.trainer.adviceMemory')
    : signal === 'SIGKILL'
      ? say('error.trainer.adviceKilled')
      : undefined;
  const how = error
    ? say('error.trainer.notStarted', { reason: error.message })
    : signal
      ? say('error.trainer.signal', { signal })
      : say('error.trainer.exit', { exitCode: String(code) });
  const said = advice ? say('error.several', { problems: { each: [how, advice], between: ' ' } }) : how;
  const details = { exitCode: code, signal, stderr };
  return AppError.saying(outOfMemory ? 'out-of-memory' : 'crashed', said, details).toShape();
}
