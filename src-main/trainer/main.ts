/**
 * Entry of a trainer process: takes `run` requests over the IPC channel, one after the other, and answers with events.
 * It never touches the database; when the lab goes away, it ends.
 */
import process from 'node:process';
import { AppError } from '#shared/errors.ts';
import {
  type RunRequest,
  type TrainerEvent,
  trainerRequestSchema,
} from '#shared/trainer-protocol/messages.ts';
import { FILE_STAGES } from '#shared/trainer-protocol/stages.ts';
import { selectBackend } from './backends/select-backend.ts';
import { Reporter } from './reporter.ts';
import { runStage } from './stages/run-stage.ts';
import { StageStopped, StopSignal } from './stop-signal.ts';

const send = (event: TrainerEvent): void => {
  if (process.connected) process.send?.(event);
};

let running: StopSignal | undefined;
/** Loaded once per process and choice. */
const devices = new Map<string, Promise<{ backend: string; version: string; device: string }>>();

function deviceFor(request: RunRequest) {
  if (FILE_STAGES.has(request.stage.kind))
    return Promise.resolve({ backend: 'none', version: process.version, device: 'files only' });
  let device = devices.get(request.backend);
  if (!device) {
    device = selectBackend(request.backend).then(({ name, version, device }) => ({
      backend: name,
      version,
      device,
    }));
    devices.set(request.backend, device);
  }
  return device;
}

function describe(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/out of memory|allocation failed|Array buffer allocation/i.test(message))
    return AppError.of('out-of-memory', 'error.stage.outOfMemory', { reason: message });
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : message}\n`);
  return AppError.from(thrown);
}

async function run(request: RunRequest): Promise<void> {
  const stop = new StopSignal();
  running = stop;
  try {
    const device = await deviceFor(request);
    const summary = await runStage(request.stage, {
      seed: request.seed,
      outDir: request.outDir,
      checkpointDir: request.checkpointDir,
      checkpointEverySeconds: request.checkpointEverySeconds,
      reporter: new Reporter(send),
      stop,
      input: (name) => {
        const dir = request.inputs[name];
        if (dir === undefined)
          throw new RangeError(`The stage ${request.stage.kind} has no input "${name}".`);
        return dir;
      },
      hasInput: (name) => name in request.inputs,
      started: (resumedAtStep = 0) => send({ type: 'started', device, resumedAtStep }),
    });
    send({ type: 'done', summary });
  } catch (thrown) {
    if (thrown instanceof StageStopped || stop.requested) {
      send({ type: 'stopped', step: thrown instanceof StageStopped ? thrown.step : 0 });
    } else send({ type: 'failed', error: describe(thrown).toShape() });
  } finally {
    running = undefined;
  }
}

process.on('message', (message) => {
  const parsed = trainerRequestSchema.safeParse(message);
  if (!parsed.success) {
    send({
      type: 'failed',
      error: AppError.of('internal', 'error.trainer.unknownRequest', {
        problem: parsed.error.message,
      }).toShape(),
    });
    return;
  }
  if (parsed.data.type === 'stop') {
    if (running) running.request();
    else send({ type: 'stopped', step: 0 });
  } else void run(parsed.data);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole terminal group; stopping in order is the lab's decision.
process.on('SIGINT', () => undefined);
