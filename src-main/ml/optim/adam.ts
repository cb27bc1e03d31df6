/** Adam and AMSGrad as PyTorch computes them, with a learning rate per group and a state that can be stored. */
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { hasKernel, runKernel } from '../ops/kernel.ts';

export interface ParameterGroup {
  names: readonly string[];
  learningRate: number;
}

export interface AdamOptions {
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Added to the root, outside of it; default 1e-8. */
  epsilon?: number;
  /** Divides by the largest second moment seen so far; default false. */
  amsgrad?: boolean;
}

interface Moments {
  m: tf.Tensor;
  v: tf.Tensor;
  vhat: tf.Tensor | undefined;
  /** Steps in which the parameter had a gradient: its bias correction counts these alone, as PyTorch's does. */
  steps: number;
}

/** The factors of one step, the same for every element of a group. */
interface StepFactors {
  beta1: number;
  beta2: number;
  epsilon: number;
  /** `lr / (1 - beta1^t)` */
  stepSize: number;
  /** `sqrt(1 - beta2^t)` */
  root: number;
}

type NamedTensors = Readonly<Record<string, tf.Tensor>> | ReadonlyMap<string, tf.Tensor>;

function lookUp(tensors: NamedTensors, name: string): tf.Tensor | undefined {
  return tensors instanceof Map ? tensors.get(name) : (tensors as Record<string, tf.Tensor>)[name];
}

/** `[parameter, m, v, vhat]` after the step; the caller owns them. */
function stepOne(value: tf.Tensor, gradient: tf.Tensor, moments: Moments, factors: StepFactors): tf.Tensor[] {
  const { m, v, vhat } = moments;
  if (hasKernel('Adam')) {
    const inputs: Record<string, tf.Tensor> = { value, gradient, m, v };
    if (vhat) inputs['vhat'] = vhat;
    return runKernel('Adam', inputs, { ...factors });
  }
  const { beta1, beta2, epsilon, stepSize, root } = factors;
  const m2 = tf.add(m, tf.mul(tf.sub(gradient, m), 1 - beta1));
  const v2 = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const top = vhat && tf.maximum(vhat, v2);
  const denominator = tf.add(tf.div(tf.sqrt(top ?? v2), root), epsilon);
  const next = tf.sub(value, tf.mul(tf.div(m2, denominator), stepSize));
  return top ? [next, m2, v2, top] : [next, m2, v2];
}

/** Owns the moments of the parameters it was given; dispose() frees them. */
export class Adam {
  private readonly options: Required<AdamOptions>;
  private readonly learningRates = new Map<string, number>();
  private readonly moments = new Map<string, Moments>();
  private stepCount = 0;

  constructor(groups: readonly ParameterGroup[], options: AdamOptions = {}) {
    this.options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false, ...options };
    for (const group of groups)
      for (const name of group.names) this.learningRates.set(name, group.learningRate);
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.stepCount;
  }

  /** Sets a new learning rate for the named parameters (schedules). */
  setLearningRate(names: readonly string[], learningRate: number): void {
    for (const name of names) this.learningRates.set(name, learningRate);
  }

  /** Moves every parameter that has a gradient and a learning rate, no other; the gradients stay the caller's. */
  step(params: ReadonlyMap<string, tf.Tensor>, gradients: NamedTensors): void {
    this.stepCount++;
    const { beta1, beta2, epsilon } = this.options;
    for (const [name, learningRate] of this.learningRates) {
      const gradient = lookUp(gradients, name);
      if (!gradient) continue;
      const variable = params.get(name);
      if (!(variable instanceof tf.Variable)) throw new TypeError(`Adam: "${name}" is no trainable variable`);
      const before = this.moments.get(name) ?? this.zeroMoments(variable.shape);
      const steps = before.steps + 1;
      const factors = {
        beta1,
        beta2,
        epsilon,
        stepSize: learningRate / (1 - beta1 ** steps),
        root: Math.sqrt(1 - beta2 ** steps),
      };
      const [next, m, v, vhat] = tf.tidy(() => stepOne(variable, gradient, before, factors));
      variable.assign(next!);
      next!.dispose();
      disposeMoments(before);
      this.moments.set(name, { m: tf.keep(m!), v: tf.keep(v!), vhat: vhat && tf.keep(vhat), steps });
    }
  }

  /**
   * Moments as `m/NAME`, `v/NAME`, `vhat/NAME` and the scalar `step`; `steps/NAME` where a parameter had fewer. The
   * moments stay this optimiser's own.
   */
  exportState(): Map<string, tf.Tensor> {
    const state = new Map<string, tf.Tensor>([['step', tf.scalar(this.stepCount, 'int32')]]);
    for (const [name, { m, v, vhat, steps }] of this.moments) {
      state.set(`m/${name}`, m.clone()).set(`v/${name}`, v.clone());
      if (vhat) state.set(`vhat/${name}`, vhat.clone());
      if (steps !== this.stepCount) state.set(`steps/${name}`, tf.scalar(steps));
    }
    return state;
  }

  /** Takes over a state made by exportState(); copies what it needs. @throws AppError where the state does not fit */
  importState(state: ReadonlyMap<string, tf.Tensor>): void {
    const step = state.get('step');
    if (!step) throw AppError.of('corrupt', 'error.checkpointFile.noStep');
    this.dispose();
    this.stepCount = step.dataSync()[0]!;
    for (const name of this.learningRates.keys()) {
      const m = state.get(`m/${name}`);
      const v = state.get(`v/${name}`);
      const vhat = state.get(`vhat/${name}`);
      if (!m && !v) continue;
      if (!m || !v || (this.options.amsgrad && !vhat))
        throw AppError.of('corrupt', 'error.checkpointFile.incomplete', { name });
      const copy = (tensor: tf.Tensor) => tf.keep(tensor.clone());
      this.moments.set(name, {
        m: copy(m),
        v: copy(v),
        vhat: this.options.amsgrad ? copy(vhat!) : undefined,
        steps: state.get(`steps/${name}`)?.dataSync()[0] ?? this.stepCount,
      });
    }
  }

  dispose(): void {
    for (const moments of this.moments.values()) disposeMoments(moments);
    this.moments.clear();
  }

  private zeroMoments(shape: number[]): Moments {
    const zeros = () => tf.keep(tf.zeros(shape));
    return { m: zeros(), v: zeros(), vhat: this.options.amsgrad ? zeros() : undefined, steps: 0 };
  }
}

function disposeMoments({ m, v, vhat }: Moments): void {
  tf.dispose(vhat ? [m, v, vhat] : [m, v]);
}
