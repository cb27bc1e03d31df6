/** Whether all gradients of a step are finite, asked once per step so that a broken one never reaches the weights. */
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';

/** NaN and infinities survive a sum, so one number per step tells; a sum that overflows is as broken. */
const total = (values: readonly tf.Tensor[]): number =>
  tf.tidy(() => tf.addN(values.map((value) => tf.sum(value))).dataSync()[0]!);

const NAMED = 3;

/**
 * @param at where, e.g. `Fine-tune: step 5 of 12`
 * @throws AppError('non-finite') naming the parameters whose gradient is not finite
 */
export function checkGradients(gradients: ReadonlyMap<string, tf.Tensor>, at: string, step: number): void {
  if (gradients.size === 0 || Number.isFinite(total([...gradients.values()]))) return;
  const broken = [...gradients].filter(([, value]) => !Number.isFinite(total([value]))).map(([name]) => name);
  const named = broken.slice(0, NAMED).join(', ');
  const more = broken.length > NAMED ? ` and of ${broken.length - NAMED} more parameters` : '';
  throw new AppError(
    'non-finite',
    `${at}: the gradient of ${named || 'all parameters together'}${more} is not finite, though the loss is. ` +
      'Lower the learning rate of this stage, or look for broken weights among its inputs.',
    { step, parameters: broken },
  );
}
