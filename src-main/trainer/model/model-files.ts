/**
 * Models between artifacts and the backend. A stage's `model.safetensors` holds what differs from the base PLM: the
 * trained layers and the heads; the frozen rest is read from the PLM artifact, so that a checkpoint stays small.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { openSafetensors, writeSafetensors } from '#data/weights/safetensors.ts';
import { readPlmArtifact } from '#data/weights/plm-artifact.ts';
import type { TensorFile } from '#data/weights/tensor-file.ts';
import { startHeads } from '#ml/model/head-start.ts';
import {
  countParameters,
  plmParameterShapes,
  recommenderParameterShapes,
  type Shapes,
} from '#ml/model/params.ts';
import type { PlmConfig } from '#shared/config/plm-config.ts';
import type { ModelSettings } from '#shared/config/settings.ts';
import { AppError } from '#shared/errors.ts';

/** The weight file of a stage whose artifact is one model. */
export const MODEL_FILE = 'model.safetensors';
/** Parts of a news encoder that its artifact holds. */
export const NEWS_ENCODER_PARTS = ['plm.', 'news.'];
/** Parts of a recommender that its artifact holds. */
export const RECOMMENDER_PARTS = [...NEWS_ENCODER_PARTS, 'user.'];

/** A model in the backend's memory; `dispose()` frees it. */
export class Model {
  readonly config: PlmConfig;
  readonly params = new Map<string, tf.Tensor>();
  /** Names that differ from the base PLM: what an artifact of this model holds. */
  readonly own = new Set<string>();
  private readonly beside: tf.Variable[] = [];
  private readonly borrowed = new Set<string>();

  constructor(config: PlmConfig) {
    this.config = config;
  }

  /** Puts a value, freeing the former one. */
  set(name: string, value: tf.Tensor): void {
    this.params.get(name)?.dispose();
    this.params.set(name, tf.keep(value));
  }

  /** Makes the named parameters trainable and this model's own. */
  train(names: Iterable<string>): Map<string, tf.Variable> {
    const trainable = new Map<string, tf.Variable>();
    for (const name of names) {
      const value = this.params.get(name);
      if (!value) throw new RangeError(`The model has no parameter "${name}" to train.`);
      const variable = tf.variable(value);
      value.dispose();
      this.params.set(name, variable);
      this.own.add(name);
      trainable.set(name, variable);
    }
    return trainable;
  }

  /**
   * Makes trainable parameters that serve the training alone (the maps W_i): not part of the model, but freed with it.
   * @returns them, started as heads are
   */
  trainBeside(shapes: ReadonlyMap<string, readonly number[]>, seed: number): Map<string, tf.Variable> {
    const added = new Map<string, tf.Variable>();
    for (const [name, { shape, data }] of startHeads(shapes, seed)) {
      const value = tf.tensor(data, shape);
      const variable = tf.variable(value);
      value.dispose();
      this.beside.push(variable);
      added.set(name, variable);
    }
    return added;
  }

  /** Takes the parameters of `owner` whose names begin with one of `parts` for its own; `owner` frees them. */
  share(owner: Model, parts: readonly string[]): void {
    for (const [name, value] of owner.params) {
      if (!parts.some((part) => name.startsWith(part))) continue;
      this.params.get(name)?.dispose();
      this.params.set(name, value);
      this.borrowed.add(name);
      this.own.add(name);
    }
  }

  dispose(): void {
    for (const variable of this.beside.splice(0)) variable.dispose();
    for (const [name, value] of this.params) if (!this.borrowed.has(name)) value.dispose();
    this.params.clear();
  }
}

export interface ModelSource {
  plmDir: string;
  /** First k layers of the PLM. */
  layers: number;
  model: ModelSettings;
  /** Random start of the heads that no file brings. */
  seed: number;
  /** A stage's weight file on top of the PLM. */
  file?: string;
}

/** Opens a PLM artifact, reads its first k layers, and lets `finish` add to them. @throws AppError where it has fewer */
export async function loadPlm(
  plmDir: string,
  layers: number,
  finish: (model: Model, plm: TensorFile) => Promise<void>,
): Promise<Model> {
  const plm = await readPlmArtifact(plmDir);
  try {
    if (layers > plm.config.layers)
      throw AppError.of('bad-input', 'error.stage.plmLayers', {
        layers,
        folder: plmDir,
        plmLayers: plm.config.layers,
      });
    const loaded = new Model({ ...plm.config, layers });
    for (const [name, shape] of plmParameterShapes(loaded.config))
      loaded.set(name, tf.tensor(await plm.tensors.read(name), shape));
    await finish(loaded, plm.tensors);
    return loaded;
  } finally {
    await plm.tensors.close();
  }
}

/** Base PLM, first k layers; heads at random; then the tensors of `file`. @throws AppError where they do not fit */
export function loadModel({ plmDir, layers, model, seed, file }: ModelSource): Promise<Model> {
  return loadPlm(plmDir, layers, async (loaded) => {
    const shapes = recommenderParameterShapes(loaded.config, model);
    const heads = new Map([...shapes].filter(([name]) => !name.startsWith('plm.')));
    for (const [name, { shape, data }] of startHeads(heads, seed)) {
      loaded.set(name, tf.tensor(data, shape));
      loaded.own.add(name);
    }
    if (file) await overlay(loaded, shapes, file);
  });
}

async function overlay(model: Model, shapes: Shapes, file: string): Promise<void> {
  const tensors = await openSafetensors(file);
  try {
    for (const name of tensors.names()) {
      const expected = shapes.get(name);
      // A student of fewer layers takes only the layers it has.
      if (!expected) continue;
      const shape = tensors.shape(name);
      if (shape.join() !== expected.join())
        throw AppError.of('bad-input', 'error.stage.tensorShape', {
          file,
          name,
          shape: shape.join(', '),
          expected: expected.join(', '),
        });
      model.set(name, tf.tensor(await tensors.read(name), shape));
      model.own.add(name);
    }
  } finally {
    await tensors.close();
  }
}

/** Writes the model's own tensors whose names begin with one of `parts`. @throws AppError where one is not finite */
export async function saveModel(model: Model, file: string, parts: readonly string[]): Promise<void> {
  const names = [...model.own].filter((name) => parts.some((part) => name.startsWith(part)));
  await writeSafetensors(
    file,
    names.map((name) => ({
      name,
      shape: model.params.get(name)!.shape,
      data: finite(name, model.params.get(name)!),
    })),
  );
}

function finite(name: string, value: tf.Tensor): Float32Array {
  const data = value.dataSync() as Float32Array;
  if (!data.every(Number.isFinite))
    throw AppError.of('non-finite', 'error.stage.weightNotFinite', { name }, { name });
  return data;
}

export async function saveConfig(dir: string, config: PlmConfig): Promise<void> {
  await writeFile(path.join(dir, 'model.json'), `${JSON.stringify({ config }, null, 2)}\n`);
}

/** The user encoder (`user.*`) of a recommender's weight file; the caller disposes its tensors. */
export async function readUserEncoder(file: string): Promise<Map<string, tf.Tensor>> {
  const tensors = await openSafetensors(file);
  const params = new Map<string, tf.Tensor>();
  try {
    for (const name of tensors.names())
      if (name.startsWith('user.'))
        params.set(name, tf.tensor(await tensors.read(name), tensors.shape(name)));
    return params;
  } finally {
    await tensors.close();
  }
}

const WORD_EMBEDDINGS = 'plm.embeddings.word_embeddings.weight';

/** Names of the parameters that train: the topmost layers, heads by prefix, the word embeddings where asked for. */
export function trainableNames(
  model: Model,
  topLayers: number,
  heads: readonly string[],
  trainEmbeddings: boolean,
): string[] {
  const first = Math.max(0, model.config.layers - topLayers);
  return [...model.params.keys()].filter((name) => {
    const layer = /^plm\.encoder\.layer\.(\d+)\./.exec(name);
    if (layer) return Number(layer[1]) >= first;
    if (name === WORD_EMBEDDINGS) return trainEmbeddings;
    return heads.some((head) => name.startsWith(head));
  });
}

/** Layers below the trainable ones. */
export function frozenLayers(config: PlmConfig, topLayers: number): number {
  return Math.max(0, config.layers - topLayers);
}

/** Size of the whole recommender with a PLM of this configuration. */
export function recommenderSize(config: PlmConfig, model: ModelSettings): number {
  return countParameters(recommenderParameterShapes(config, model));
}
