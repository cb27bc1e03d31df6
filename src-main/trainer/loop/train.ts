/**
 * The one training loop: gradient, check, update, record, checkpoint. What is trained comes as a TrainingMethod; what
 * happens between steps (teacher copies, validation) as hooks.
 */
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { phaseSaid } from '#shared/stage-titles.ts';
import type { TrainingSummary } from '#shared/trainer-protocol/messages.ts';
import type { StepLoss, TrainingMethod } from '#ml/methods/method.ts';
import { Adam } from '#ml/optim/adam.ts';
import type { Reporter } from '../reporter.ts';
import { StageStopped, type StopSignal } from '../stop-signal.ts';
import { checkGradients } from './check-gradients.ts';
import { loadCheckpoint, saveCheckpoint, type CheckpointState } from './checkpoint.ts';

export interface TrainingContext {
  /** Names the stage in errors and progress, e.g. `Fine-tune`. */
  title: string;
  checkpointDir: string;
  checkpointEverySeconds: number;
  reporter: Reporter;
  stop: StopSignal;
  /** Called once, before the first step, with the step it resumes at (0: from the start). */
  onStart: (resumedAtStep: number) => void;
  /** Called after each step with the number of steps done; may change the state that is kept (`best`). */
  afterStep?: (done: number, state: CheckpointState) => Promise<void>;
}

/** Messages get in and progress out at least this often. */
const YIELD_EVERY_MS = 50;

const FRESH: CheckpointState = { step: 0, seconds: 0, loss: null, best: null };

interface StepResult {
  loss: number;
  terms: Record<string, number>;
}

const scalar = (value: tf.Scalar) => value.dataSync()[0];

/** One step. @throws AppError('non-finite') naming stage and step, and of a gradient the parameter */
function takeStep(method: TrainingMethod, adam: Adam, step: number, title: string): StepResult {
  return tf.tidy(() => {
    let terms: Record<string, number> = {};
    const variables = [...method.trainable.values()];
    const { value, grads } = tf.variableGrads(() => {
      const loss: StepLoss = method.loss(step);
      terms = Object.fromEntries(Object.entries(loss.terms).map(([name, term]) => [name, scalar(term)]));
      return loss.total;
    }, variables);
    const loss = scalar(value);
    if (!Number.isFinite(loss)) {
      const parts = Object.entries(terms).map(([name, term]) => `${name} ${term}`);
      throw AppError.of(
        'non-finite',
        'error.stage.loss',
        {
          stage: phaseSaid(title),
          loss: String(loss),
          step: step + 1,
          steps: method.totalSteps,
          terms: parts.join(', ') || 'none',
        },
        { step: step + 1, loss: String(loss), terms },
      );
    }
    const factor = method.rateFactor?.(step) ?? 1;
    if (method.rateFactor)
      for (const group of method.groups) adam.setLearningRate(group.names, group.learningRate * factor);
    const named = byParameterName(method.trainable, grads);
    checkGradients(named, title, step + 1, method.totalSteps);
    adam.step(method.trainable, method.adjustGradients?.(named) ?? named);
    return { loss, terms };
  });
}

/** tfjs names gradients after the variables' own names. */
function byParameterName(
  trainable: ReadonlyMap<string, tf.Variable>,
  grads: tf.NamedTensorMap,
): Map<string, tf.Tensor> {
  const named = new Map<string, tf.Tensor>();
  for (const [name, variable] of trainable) if (grads[variable.name]) named.set(name, grads[variable.name]);
  return named;
}

/** The loop's part of the stage's summary. */
export type TrainingResult = Omit<TrainingSummary, 'parameters'>;

/** Trains to the end, or throws StageStopped after a checkpoint. Frees the optimiser, not the parameters. */
export async function train(method: TrainingMethod, context: TrainingContext): Promise<TrainingResult> {
  const { reporter, stop, checkpointDir, title } = context;
  const adam = new Adam(method.groups, { amsgrad: method.amsgrad });
  try {
    const state = (await loadCheckpoint(checkpointDir, method.trainable, adam)) ?? { ...FRESH };
    context.onStart(state.step);
    const earlierSeconds = state.seconds;
    const startedAt = performance.now();
    let lastYield = startedAt;
    let lastCheckpoint = startedAt;
    const keep = async () => {
      state.seconds = earlierSeconds + (performance.now() - startedAt) / 1000;
      await saveCheckpoint(checkpointDir, state, method.trainable, adam);
      lastCheckpoint = performance.now();
      reporter.event({ type: 'checkpoint', step: state.step });
    };
    while (state.step < method.totalSteps) {
      const result = takeStep(method, adam, state.step, title);
      state.loss = result.loss;
      state.step += 1;
      const terms = Object.entries(result.terms).map(([name, value]) => [`loss/${name}`, value] as const);
      reporter.points(state.step, { loss: result.loss, ...Object.fromEntries(terms) });
      reporter.progress(title, state.step, method.totalSteps, 'steps');
      await context.afterStep?.(state.step, state);
      const now = performance.now();
      if (now - lastCheckpoint > context.checkpointEverySeconds * 1000) await keep();
      if (now - lastYield > YIELD_EVERY_MS) {
        lastYield = now;
        try {
          await stop.check(state.step);
        } catch (stopped) {
          if (stopped instanceof StageStopped) await keep();
          throw stopped;
        }
      }
    }
    return {
      steps: state.step,
      trainableParameters: [...method.trainable.values()].reduce((sum, { size }) => sum + size, 0),
      seconds: earlierSeconds + (performance.now() - startedAt) / 1000,
      finalLoss: state.loss ?? NaN,
    };
  } finally {
    adam.dispose();
  }
}
