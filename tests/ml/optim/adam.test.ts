import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { Adam } from '#ml/optim/adam.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';
import { expectValues, readOracle } from '#tests/fixtures/oracle.ts';

interface Trace {
  start: number[];
  lr: number;
  gradients: number[][];
  parameters_after_each_step: number[][];
}
const oracle = readOracle<Record<'adam' | 'adam_amsgrad', Trace>>('optimizers');

const start = (trace: Trace) => new Map([['p', tf.variable(tf.tensor1d(trace.start))]]);
const group = (trace: Trace) => [{ names: ['p'], learningRate: trace.lr }];

function step(adam: Adam, params: Map<string, tf.Variable>, gradient: number[]): void {
  tf.tidy(() => adam.step(params, { p: tf.tensor1d(gradient) }));
}

onEveryBackend(() => {
  it.each(['adam', 'adam_amsgrad'] as const)('Adam.step() follows PyTorch: %s', (name) => {
    const trace = oracle[name];
    const params = start(trace);
    const adam = new Adam(group(trace), { amsgrad: name === 'adam_amsgrad' });
    trace.gradients.forEach((gradient, k) => {
      step(adam, params, gradient);
      expectValues(params.get('p')!, { shape: [4], data: trace.parameters_after_each_step[k]! });
    });
    adam.dispose();
    tf.dispose([...params.values()]);
  });

  it('Adam.importState() continues to the bit where exportState() left off', () => {
    const trace = oracle.adam_amsgrad;
    const whole = start(trace);
    const parts = start(trace);
    const first = new Adam(group(trace), { amsgrad: true });
    trace.gradients.forEach((gradient) => step(first, whole, gradient));
    const before = new Adam(group(trace), { amsgrad: true });
    trace.gradients.slice(0, 5).forEach((gradient) => step(before, parts, gradient));
    const state = before.exportState();
    expect([...state.keys()].sort()).toEqual(['m/p', 'step', 'v/p', 'vhat/p']);
    before.dispose();
    const after = new Adam(group(trace), { amsgrad: true });
    after.importState(state);
    tf.dispose([...state.values()]);
    trace.gradients.slice(5).forEach((gradient) => step(after, parts, gradient));
    expect(parts.get('p')!.dataSync()).toEqual(whole.get('p')!.dataSync());
    first.dispose();
    after.dispose();
    tf.dispose([...whole.values(), ...parts.values()]);
  });

  it('Adam.step() counts the steps of a parameter from its first gradient, also after importState()', () => {
    const trace = oracle.adam;
    const early = tf.variable(tf.tensor1d([0]));
    const params = new Map([...start(trace), ['early', early] as const]);
    const groups = [{ names: ['p', 'early'], learningRate: trace.lr }];
    let adam = new Adam(groups);
    const one = tf.tensor1d([1]);
    for (let i = 0; i < 5; i++) adam.step(params, { early: one });
    expectValues(params.get('p')!, { shape: [4], data: trace.start });
    trace.gradients.forEach((gradient, k) => {
      step(adam, params, gradient);
      expectValues(params.get('p')!, { shape: [4], data: trace.parameters_after_each_step[k]! });
      const state = adam.exportState();
      adam.dispose();
      adam = new Adam(groups);
      adam.importState(state);
      tf.dispose([...state.values()]);
    });
    adam.dispose();
    tf.dispose([one, ...params.values()]);
  });

  it('Adam.importState() refuses a state without its step', () => {
    expect(() => new Adam([]).importState(new Map())).toThrow(AppError);
  });

  it('Adam.step() keeps the number of tensors unchanged after the first one', () => {
    const trace = oracle.adam;
    const params = start(trace);
    const adam = new Adam(group(trace));
    step(adam, params, trace.gradients[0]!);
    expect(tensorsLeft(() => step(adam, params, trace.gradients[1]!))).toBe(0);
    adam.dispose();
    tf.dispose([...params.values()]);
  });

  it('Adam.step() gives each group its own learning rate and leaves out what has none', () => {
    const params = new Map(['a', 'b', 'c'].map((name) => [name, tf.variable(tf.tensor1d([0]))]));
    const adam = new Adam([
      { names: ['a'], learningRate: 0.1 },
      { names: ['b'], learningRate: 0.01 },
    ]);
    const one = tf.tensor1d([1]);
    adam.step(params, { a: one, b: one, c: one });
    const values = [...params.values()].map((p) => p.dataSync()[0]!);
    expect(values[0]).toBeCloseTo(-0.1, 6);
    expect(values[1]).toBeCloseTo(-0.01, 6);
    expect(values[2]).toBe(0);
    adam.dispose();
    tf.dispose([one, ...params.values()]);
  });
});
