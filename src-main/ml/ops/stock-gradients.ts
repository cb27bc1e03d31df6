/**
 * Gradients of the stock tfjs ops that models and losses use. The Node build of tfjs-core holds none (they come with
 * the browser's union package), so the ones needed are registered here, once, on import. An op that is missing fails
 * loudly: "gradient function not found".
 */
import * as tf from '@tensorflow/tfjs-core';

type Thunk = () => tf.Tensor;
type Attributes = Record<string, unknown>;

interface Saved {
  inputsToSave?: string[];
  outputsToSave?: boolean[];
}

function register(
  kernelName: string,
  saved: Saved,
  gradFunc: (dy: tf.Tensor, saved: tf.Tensor[], attrs: Attributes) => Record<string, Thunk>,
): void {
  tf.registerGradient({
    kernelName,
    ...saved,
    gradFunc: (dy, tensors, attrs) => gradFunc(dy as tf.Tensor, tensors, attrs as unknown as Attributes),
  });
}

/** Undoes broadcasting: sums dy over the axes that `shape` was stretched along. */
function reduceTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const extra = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((size, axis) => {
    if (axis < extra) return [axis];
    return shape[axis - extra] === 1 && size !== 1 ? [axis] : [];
  });
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

const both: Saved = { inputsToSave: ['a', 'b'] };
const input: Saved = { inputsToSave: ['x'] };
const output: Saved = { outputsToSave: [true] };

register(tf.Add, both, (dy, [a, b]) => ({
  a: () => reduceTo(dy, a!.shape),
  b: () => reduceTo(dy, b!.shape),
}));
register(tf.Sub, both, (dy, [a, b]) => ({
  a: () => reduceTo(dy, a!.shape),
  b: () => reduceTo(tf.neg(dy), b!.shape),
}));
register(tf.Multiply, both, (dy, [a, b]) => ({
  a: () => reduceTo(tf.mul(dy, b!), a!.shape),
  b: () => reduceTo(tf.mul(dy, a!), b!.shape),
}));
register(tf.RealDiv, both, (dy, [a, b]) => ({
  a: () => reduceTo(tf.div(dy, b!), a!.shape),
  b: () => reduceTo(tf.neg(tf.div(tf.mul(dy, a!), tf.square(b!))), b!.shape),
}));
tf.registerGradient({
  kernelName: tf.AddN,
  saveAllInputs: true,
  gradFunc: (dy, saved) =>
    Object.fromEntries(saved.map((_, i) => [i, () => (dy as tf.Tensor).clone()] as [number, Thunk])),
});

register(tf.Neg, {}, (dy) => ({ x: () => tf.neg(dy) }));
register(tf.Identity, {}, (dy) => ({ x: () => dy.clone() }));
register(tf.Cast, {}, (dy) => ({ x: () => dy.clone() }));
register(tf.Square, input, (dy, [x]) => ({ x: () => tf.mul(dy, tf.mul(x!, 2)) }));
register(tf.Sqrt, output, (dy, [y]) => ({ x: () => tf.div(dy, tf.mul(y!, 2)) }));
register(tf.Exp, output, (dy, [y]) => ({ x: () => tf.mul(dy, y!) }));
register(tf.Log, input, (dy, [x]) => ({ x: () => tf.div(dy, x!) }));
register(tf.Tanh, output, (dy, [y]) => ({ x: () => tf.mul(dy, tf.sub(1, tf.square(y!))) }));
register(tf.Sigmoid, output, (dy, [y]) => ({ x: () => tf.mul(dy, tf.mul(y!, tf.sub(1, y!))) }));

register(tf.Reshape, input, (dy, [x]) => ({ x: () => tf.reshape(dy, x!.shape) }));
register(tf.ExpandDims, { inputsToSave: ['input'] }, (dy, [x]) => ({
  input: () => tf.reshape(dy, x!.shape),
}));
register(tf.Transpose, {}, (dy, _saved, { perm }) => ({
  x: () => {
    const inverse: number[] = [];
    (perm as number[]).forEach((axis, i) => (inverse[axis] = i));
    return tf.transpose(dy, inverse);
  },
}));
register(tf.Slice, input, (dy, [x], { begin, size }) => ({
  x: () => {
    const start = Array.isArray(begin) ? (begin as number[]) : [begin as number];
    const extent = Array.isArray(size) ? (size as number[]) : [size as number];
    const paddings = x!.shape.map((length, axis) => {
      const first = start[axis] ?? 0;
      const count = extent[axis] === undefined || extent[axis] === -1 ? length - first : extent[axis];
      return [first, length - first - count] as [number, number];
    });
    return tf.pad(dy, paddings);
  },
}));
tf.registerGradient({
  kernelName: tf.Concat,
  saveAllInputs: true,
  gradFunc: (dy, saved, attrs) => {
    const axis = (attrs as unknown as { axis: number }).axis;
    const place = axis < 0 ? axis + saved[0]!.shape.length : axis;
    const sizes = saved.map((x) => x.shape[place]!);
    const parts = tf.split(dy as tf.Tensor, sizes, place);
    return Object.fromEntries(parts.map((part, i) => [i, () => part] as [number, Thunk]));
  },
});
tf.registerGradient({
  kernelName: tf.Pack,
  saveAllInputs: true,
  gradFunc: (dy, _saved, attrs) => {
    const parts = tf.unstack(dy as tf.Tensor, (attrs as unknown as { axis: number }).axis);
    return Object.fromEntries(parts.map((part, i) => [i, () => part] as [number, Thunk]));
  },
});
tf.registerGradient({
  kernelName: tf.Unpack,
  gradFunc: (dy, _saved, attrs) => ({
    value: () => tf.stack(Array.isArray(dy) ? dy : [dy], (attrs as unknown as { axis: number }).axis),
  }),
});

/** dy with the summed axes put back as size 1, stretched over x's shape. */
function spread(dy: tf.Tensor, shape: number[], axis: unknown): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis as number | number[], shape);
  const kept = shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return tf.mul(tf.reshape(dy, kept), tf.ones(shape));
}

register(tf.Sum, input, (dy, [x], { axis }) => ({ x: () => spread(dy, x!.shape, axis) }));
register(tf.Mean, input, (dy, [x], { axis }) => ({
  x: () => tf.mul(spread(dy, x!.shape, axis), dy.size / x!.size),
}));
