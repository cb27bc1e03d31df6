/** The affine maps W_i, b_i of the distillation losses, as named trainable parameters. */
import type { Transform } from '../loss/multi-teacher.ts';
import { parameter, type Params } from '../model/params.ts';

/** Maps `NAME.0` to `NAME.(M-1)`. */
export function namedTransforms(params: Params, name: string, teachers: number): Transform[] {
  return Array.from({ length: teachers }, (_, i) => ({
    weight: parameter(params, `${name}.${i}.weight`),
    bias: parameter(params, `${name}.${i}.bias`),
  }));
}
