import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TrainingMethod } from '#ml/methods/method.ts';
import { AppError } from '#shared/errors.ts';
import type { TrainerEvent } from '#shared/trainer-protocol/messages.ts';
import { cpuBackend } from '#trainer/backends/cpu.ts';
import { train, type TrainingContext } from '#trainer/loop/train.ts';
import { Reporter } from '#trainer/reporter.ts';
import { copySteps } from '#trainer/stages/post-train.ts';
import { StageStopped, StopSignal } from '#trainer/stop-signal.ts';

const STEPS = 12;

let dir: string;
beforeAll(() => cpuBackend.load());
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'tnrlab-loop-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A small regression whose batch is a function of the step, with warm-up and AMSGrad: all that a resume must restore. */
class Toy {
  readonly trainable = new Map([
    ['w', tf.variable(tf.tensor1d([0.5, -1, 2]))],
    ['b', tf.variable(tf.tensor1d([0.1]))],
  ]);
  readonly method: TrainingMethod;

  constructor(nonFiniteAt = -1) {
    const { trainable } = this;
    this.method = {
      trainable,
      groups: [
        { names: ['w'], learningRate: 0.05 },
        { names: ['b'], learningRate: 0.2 },
      ],
      amsgrad: true,
      totalSteps: STEPS,
      rateFactor: (step) => Math.min(1, (step + 1) / 8),
      loss: (step) => {
        const x = tf.tensor1d([Math.sin(step), Math.cos(3 * step), step === nonFiniteAt ? Infinity : 1]);
        const out = tf.add(tf.sum(tf.mul(trainable.get('w')!, x)), tf.sum(trainable.get('b')!));
        const fit = tf.square(tf.sub(out, step / STEPS)) as tf.Scalar;
        return { total: fit, terms: { fit } };
      },
    };
  }

  get bits(): number[][] {
    return [...this.trainable.values()].map((value) => [...value.dataSync()]);
  }
}

function contextOf(more: Partial<TrainingContext> = {}) {
  const events: TrainerEvent[] = [];
  const starts: number[] = [];
  const context: TrainingContext = {
    title: 'Toy',
    checkpointDir: dir,
    checkpointEverySeconds: 1e6,
    reporter: new Reporter((event) => events.push(event)),
    stop: new StopSignal(),
    onStart: (step) => starts.push(step),
    ...more,
  };
  return { context, events, starts };
}

/** Asks for a stop after step `at`, late enough for the loop to look for it. */
function stopAt(at: number): Partial<TrainingContext> {
  const stop = new StopSignal();
  const afterStep = async (done: number) => {
    if (done !== at) return;
    stop.request();
    await delay(60);
  };
  return { stop, afterStep };
}

it('train() reports a loss and its terms for every step', async () => {
  const { context, events, starts } = contextOf();
  const result = await train(new Toy().method, context);
  const points = events.filter((event) => event.type === 'points');
  expect(points.map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  expect(points.every(({ values }) => values['loss'] === values['loss/fit'])).toBe(true);
  expect(result).toMatchObject({ steps: STEPS, trainableParameters: 4 });
  expect(result.finalLoss).toBe(points.at(-1)!.values['loss']);
  expect(starts).toEqual([0]);
});

it('train() ends with non-finite, naming stage, step and terms, and leaves the weights finite', async () => {
  const toy = new Toy(4);
  const tensors = tf.memory().numTensors;
  const error = await train(toy.method, contextOf().context).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'non-finite', details: { step: 5 } });
  expect((error as AppError).message).toMatch(/^Toy: the loss is Infinity at step 5 of 12 \(fit Infinity\)/);
  expect(toy.bits.flat().every(Number.isFinite)).toBe(true);
  expect(tf.memory().numTensors).toBe(tensors);
});

it('train() ends with non-finite, naming the parameter, where the loss is finite and a gradient is not', async () => {
  const toy = new Toy();
  const b = toy.trainable.get('b')!;
  const loss: TrainingMethod['loss'] = (step) => {
    // The root has no slope at 0: there the loss is fine, but its gradient is not.
    const zero = step === 2 ? tf.sqrt(tf.sub(tf.sum(b), tf.sum(b))) : tf.scalar(0);
    return { total: tf.add(toy.method.loss(step).total, zero), terms: {} };
  };
  const before = tf.memory().numTensors;
  const error = await train({ ...toy.method, loss }, contextOf().context).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'non-finite', details: { step: 3, parameters: ['b'] } });
  expect((error as AppError).message).toMatch(/^Toy: step 3 of 12: the gradient of b is not finite/);
  expect(toy.bits.flat().every(Number.isFinite)).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
});

it('train() updates with the adjusted gradients, and frees what the adjustment made', async () => {
  const plain = new Toy();
  const seen: string[][] = [];
  const adjusted = new Toy();
  const method: TrainingMethod = {
    ...adjusted.method,
    adjustGradients: (gradients) => {
      seen.push([...gradients.keys()]);
      return new Map([...gradients, ['b', tf.zerosLike(gradients.get('b')!)]]);
    },
  };
  const start = [...adjusted.trainable.get('b')!.dataSync()];
  const before = tf.memory().numTensors;
  await train(method, contextOf().context);
  expect(tf.memory().numTensors).toBe(before);
  expect(seen).toEqual(Array.from({ length: STEPS }, () => ['w', 'b']));
  expect([...adjusted.trainable.get('b')!.dataSync()]).toEqual(start);
  expect([...adjusted.trainable.get('w')!.dataSync()]).not.toEqual([...plain.trainable.get('w')!.dataSync()]);
});

it('train() throws StageStopped after a stop, with a checkpoint behind it', async () => {
  const { context, events } = contextOf(stopAt(5));
  const error = await train(new Toy().method, context).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StageStopped);
  expect((error as StageStopped).step).toBe(5);
  expect(events.filter(({ type }) => type === 'checkpoint')).toEqual([{ type: 'checkpoint', step: 5 }]);
});

it('train() resumed from a checkpoint gives the bits of an uninterrupted run', async () => {
  const whole = new Toy();
  const expected = await train(whole.method, contextOf().context);

  await expect(train(new Toy().method, contextOf(stopAt(5)).context)).rejects.toThrow(StageStopped);
  const resumed = new Toy();
  const { context, starts } = contextOf();
  const result = await train(resumed.method, context);
  expect(starts).toEqual([5]);
  expect(resumed.bits).toEqual(whole.bits);
  expect(result.finalLoss).toBe(expected.finalLoss);
});

it('train() of a finished checkpoint takes no further step and keeps its last loss', async () => {
  await train(new Toy().method, contextOf({ checkpointEverySeconds: 0 }).context);
  const { context, events, starts } = contextOf();
  const result = await train(new Toy().method, context);
  expect(starts).toEqual([STEPS]);
  expect(events.filter(({ type }) => type === 'points')).toEqual([]);
  expect(Number.isFinite(result.finalLoss)).toBe(true);
});

it.each([
  { total: 2000, every: 500, copies: 4, steps: [500, 1000, 1500, 2000] },
  { total: 3200, every: 500, copies: 4, steps: [1500, 2000, 2500, 3000] },
  { total: 10, every: 3, copies: 1, steps: [9] },
  { total: 7, every: 3, copies: 4, steps: [3, 6] },
  { total: 2, every: 3, copies: 1, steps: [] },
])('copySteps() of $total steps, $copies every $every, are $steps', ({ total, every, copies, steps }) => {
  expect(copySteps(total, every, copies)).toEqual(steps);
});
