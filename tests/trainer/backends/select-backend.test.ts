import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { probe } from '#trainer/backends/self-test.ts';
import { selectBackend } from '#trainer/backends/select-backend.ts';

it.each(['wasm', 'cpu'] as const)(
  'selectBackend() starts %s and says what computes, in silence',
  async (name) => {
    const warn = vi.spyOn(console, 'warn');
    const log = vi.spyOn(console, 'log');
    const info = await selectBackend(name);
    tf.tensor1d([1]).dispose();
    expect(info).toMatchObject({ name });
    expect(info.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(tf.getBackend()).toBe(name);
    expect(warn).not.toHaveBeenCalled();
    expect(log).not.toHaveBeenCalled();
  },
);

it('selectBackend("auto") takes the first that works, never the reference', async () => {
  const { name } = await selectBackend('auto');
  expect(['tensorflow', 'wasm']).toContain(name);
});

it('selectBackend() refuses a backend that this machine lacks, with the reason', async () => {
  const outcome = await selectBackend('tensorflow').catch((error: unknown) => error);
  if (outcome instanceof Error) {
    expect(outcome).toBeInstanceOf(AppError);
    expect((outcome as AppError).code).toBe('unavailable');
    expect(outcome.message).toContain('tensorflow');
  } else expect(outcome).toMatchObject({ name: 'tensorflow' });
});

it('probe() leaves no tensor behind', async () => {
  await selectBackend('wasm');
  const before = tf.memory().numTensors;
  probe();
  expect(tf.memory().numTensors).toBe(before);
});
