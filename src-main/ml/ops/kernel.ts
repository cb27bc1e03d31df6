/**
 * How an op of this folder reaches the active backend: through a kernel of our own where one is registered (see
 * `wasm/`), else through stock tfjs ops. Also the one door to tfjs's tape that lets gradients be computed on demand.
 */
import * as tf from '@tensorflow/tfjs-core';
import './stock-gradients.ts';

/** Prefix of every kernel this project registers, so that none collides with a stock one. */
export const KERNEL_PREFIX = 'Tnr';

/** Whether the active backend has our own kernel of this name; if not, the op composes stock ops. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(KERNEL_PREFIX + name, tf.getBackend()) !== undefined;
}

/** Runs our own kernel on the active backend; the outputs belong to the enclosing tidy. */
export function runKernel(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attrs: Record<string, unknown> = {},
): tf.Tensor[] {
  const result: tf.Tensor | tf.Tensor[] = tf
    .engine()
    .runKernel(KERNEL_PREFIX + name, inputs, attrs as unknown as tf.NamedAttrMap);
  return Array.isArray(result) ? result : [result];
}

/** Gradients of an op: one thunk per input; the thunk of an input that needs no gradient is never called. */
export type InputGradients<I> = { [K in keyof I]: () => tf.Tensor };

export interface DifferentiableOp<I extends Record<string, tf.Tensor>, O extends tf.Tensor> {
  inputs: I;
  /** Computes the output; `save` keeps what the gradient needs. Runs off the tape. */
  forward: (save: (tensors: tf.Tensor[]) => void) => O;
  /** `dy` has the output's shape. Must not return `dy` itself (tfjs disposes accumulated gradients): clone it. */
  backward: (dy: O, saved: tf.Tensor[]) => InputGradients<I>;
}

interface Tape {
  runKernelFunc(params: {
    inputs: Record<string, tf.Tensor>;
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor | tf.Tensor[];
    backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): tf.Tensor | tf.Tensor[];
}

/**
 * Runs an op with its own gradient. Unlike `tf.customGrad`, which computes the gradient of every input, this keeps
 * tfjs's laziness: nothing is computed for frozen weights or for the input of the first trainable layer.
 */
export function differentiable<I extends Record<string, tf.Tensor>, O extends tf.Tensor>(
  op: DifferentiableOp<I, O>,
): O {
  const tape = tf.engine() as unknown as Tape;
  return tape.runKernelFunc({
    inputs: op.inputs,
    forwardFunc: (_backend, save) => op.forward(save),
    backwardsFunc: (dy, saved) => op.backward(dy as O, saved),
  }) as O;
}

/**
 * Runs `work` without recording it for gradients: what it returns is constant (frozen models inside a loss), and what
 * it makes on the way is freed at once. The returned tensors belong to the enclosing tidy.
 */
export function offTape(work: () => tf.Tensor[]): tf.Tensor[] {
  const tape = tf.engine() as unknown as Tape;
  return tape.runKernelFunc({ inputs: {}, forwardFunc: work, backwardsFunc: () => ({}) }) as tf.Tensor[];
}
