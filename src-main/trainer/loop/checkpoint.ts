/**
 * Checkpoints of a training stage: parameters, optimiser moments and the step, in one safetensors file that replaces
 * the former one in a single rename. What a step draws at random is a function of its number, so nothing else is kept.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { openSafetensors, writeSafetensors } from '#data/weights/safetensors.ts';
import type { Adam } from '#ml/optim/adam.ts';

const FILE = 'checkpoint.safetensors';

export interface CheckpointState {
  /** Steps done. */
  step: number;
  /** Seconds of training so far, over all attempts. */
  seconds: number;
  /** Loss of the last step; null before the first one. */
  loss: number | null;
  /** Best validation value so far; null before the first one. */
  best: number | null;
}

export async function saveCheckpoint(
  dir: string,
  state: CheckpointState,
  trainable: ReadonlyMap<string, tf.Variable>,
  adam: Adam,
): Promise<void> {
  const moments = adam.exportState();
  const tensors = [...trainable].map(([name, value]) => ({
    name: `parameter/${name}`,
    value: value as tf.Tensor,
  }));
  for (const [name, value] of moments) tensors.push({ name: `adam/${name}`, value });
  try {
    await writeSafetensors(
      path.join(dir, FILE),
      tensors.map(({ name, value }) => ({
        name,
        shape: value.shape,
        data: value.dataSync() as Float32Array | Int32Array,
      })),
      { state: JSON.stringify(state) },
    );
  } finally {
    for (const value of moments.values()) value.dispose();
  }
}

/** Puts a stored state back. @returns it, or undefined where there is no checkpoint */
export async function loadCheckpoint(
  dir: string,
  trainable: ReadonlyMap<string, tf.Variable>,
  adam: Adam,
): Promise<CheckpointState | undefined> {
  const file = path.join(dir, FILE);
  if (!existsSync(file)) return undefined;
  const tensors = await openSafetensors(file);
  const moments = new Map<string, tf.Tensor>();
  try {
    for (const name of tensors.names()) {
      const shape = tensors.shape(name);
      if (name === 'adam/step') moments.set('step', tf.tensor(await tensors.readInts(name), shape, 'int32'));
      else if (name.startsWith('adam/'))
        moments.set(name.slice(5), tf.tensor(await tensors.read(name), shape));
      else {
        const value = tf.tensor(await tensors.read(name), shape);
        trainable.get(name.slice('parameter/'.length))?.assign(value);
        value.dispose();
      }
    }
    adam.importState(moments);
    return JSON.parse(tensors.metadata['state']) as CheckpointState;
  } finally {
    for (const value of moments.values()) value.dispose();
    await tensors.close();
  }
}
