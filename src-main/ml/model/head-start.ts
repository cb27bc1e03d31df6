/**
 * Random start of what stands above the PLM: as PyTorch's Linear (uniform within 1 / sqrt(inputs), bias alike), which
 * is what the paper's implementation uses; pad_doc uniform in [-1, 1].
 */
import { Rng } from '#shared/random.ts';
import type { InitialValue } from './params.ts';

/** Values of the named heads; each draws from its own stream. A bias takes its fan-in from the weight of its layer. */
export function startHeads(
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
): Map<string, InitialValue> {
  const values = new Map<string, InitialValue>();
  for (const [name, shape] of shapes) {
    const weight = name.endsWith('.bias') ? shapes.get(name.replace(/\.bias$/, '.weight')) : shape;
    const bound = name === 'user.pad_doc' ? 1 : 1 / Math.sqrt(weight!.at(-1)!);
    const rng = new Rng(seed, 'heads', name);
    const size = shape.reduce((a, b) => a * b, 1);
    values.set(name, {
      shape: [...shape],
      data: Float32Array.from({ length: size }, () => bound * (2 * rng.float() - 1)),
    });
  }
  return values;
}

/** Shapes of M affine maps [D, D] called `NAME.i` (the W_i, b_i of the distillation losses). */
export function transformShapes(name: string, teachers: number, dim: number): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (let i = 0; i < teachers; i++)
    shapes.set(`${name}.${i}.weight`, [dim, dim]).set(`${name}.${i}.bias`, [dim]);
  return shapes;
}
