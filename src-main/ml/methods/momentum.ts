/** NewsBERT's momentum distillation: student layers also move along their teachers' gradients (arXiv 2102.04887). */
import * as tf from '@tensorflow/tfjs-core';
import { teacherLayer } from './layer-map.ts';

/** Layers of a model, and how many topmost of them train. */
export interface Depth {
  layers: number;
  trainableLayers: number;
}

export type Gradients = ReadonlyMap<string, tf.Tensor>;

/**
 * The teacher layers (0-based) behind each trained student layer (0-based). The blocks divide the layers that train:
 * where all do, they are the paper's K / k layers a block; with the top two of both they are those of the published
 * code, which pairs the two, or gives a student of one layer the mean of both. A frozen layer has no gradient to give.
 */
export function momentumBlocks(student: Depth, teacher: Depth): Map<number, number[]> {
  const s = Math.min(student.trainableLayers, student.layers);
  const t = Math.min(teacher.trainableLayers, teacher.layers);
  const blocks = new Map<number, number[]>();
  for (let j = 1; j <= s && t > 0; j++) {
    const before = j === 1 ? 0 : teacherLayer(j - 1, s, t);
    const count = teacherLayer(j, s, t) - before;
    const first = teacher.layers - t + before;
    blocks.set(
      student.layers - s + j - 1,
      Array.from({ length: count }, (_, i) => first + i),
    );
  }
  return blocks;
}

const LAYER = /^plm\.encoder\.layer\.(\d+)\.(.+)$/;

/**
 * `beta mean(teachers' gradients of the block) + (1 - beta) own` for the layers of the student (`plm.encoder.layer.*`);
 * the mean is over the block's layers and over the teachers (`teacher.i.plm.*`). All other gradients, and those of a
 * layer whose block is empty, stay as they are.
 * @returns new tensors belong to the enclosing tidy
 */
export function withMomentum(
  gradients: Gradients,
  blocks: ReadonlyMap<number, readonly number[]>,
  teachers: number,
  beta: number,
): Gradients {
  if (beta === 0) return gradients;
  const adjusted = new Map(gradients);
  for (const [name, own] of gradients) {
    const layer = LAYER.exec(name);
    const block = layer ? (blocks.get(Number(layer[1])) ?? []) : [];
    const given = block.flatMap((index) =>
      Array.from({ length: teachers }, (_, i) =>
        gradients.get(`teacher.${i}.plm.encoder.layer.${index}.${layer![2]}`)!,
      ),
    );
    if (given.length === 0) continue;
    const mean = tf.div(tf.addN(given), given.length);
    adjusted.set(name, tf.add(tf.mul(mean, beta), tf.mul(own, 1 - beta)));
  }
  return adjusted;
}
