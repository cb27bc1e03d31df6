/** Whether all gradients of a step are finite, asked once per step so that a broken one never reaches the weights. */
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { say } from '#shared/messages/said.ts';
import { phaseSaid } from '#shared/stage-titles.ts';

/** NaN and infinities survive a sum, so one number per step tells; a sum that overflows is as broken. */
const total = (values: readonly tf.Tensor[]): number =>
  tf.tidy(() => tf.addN(values.map((value) => tf.sum(value))).dataSync()[0]!);

const NAMED = 3;

/**
 * @param title of the phase, e.g. `Fine-tune`
 * @param step of `steps`, from 1
 * @throws AppError('non-finite') naming the parameters whose gradient is not finite
 */
export function checkGradients(
  gradients: ReadonlyMap<string, tf.Tensor>,
  title: string,
  step: number,
  steps: number,
): void {
  if (gradients.size === 0 || Number.isFinite(total([...gradients.values()]))) return;
  const broken = [...gradients].filter(([, value]) => !Number.isFinite(total([value]))).map(([name]) => name);
  const named = broken.slice(0, NAMED).join(', ');
  const names =
    broken.length > NAMED
      ? say('error.stage.gradientMore', { names: named, more: broken.length - NAMED })
      : named || say('error.stage.gradientAll');
  throw AppError.of(
    'non-finite',
    'error.stage.gradientOf',
    { stage: phaseSaid(title), step, steps, names },
    { step, parameters: broken },
  );
}
