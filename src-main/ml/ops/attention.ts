/** Masked multi-head attention after the projections, as one op with its own gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

/** Added to the scores of padding keys (BERT's choice; exp(-10000) is zero in float32). */
const PADDING_SCORE = -10000;

export interface AttentionInputs {
  /** `[B, L, D]` float32, the heads side by side along D. */
  query: tf.Tensor3D;
  key: tf.Tensor3D;
  value: tf.Tensor3D;
  /** `[B, L]` float32, 1 for a real key, 0 for padding. */
  mask: tf.Tensor2D;
  heads: number;
  /** `[heads, L, L]`, added to the scaled scores: query position first, then key position. */
  bias?: tf.Tensor3D;
  /** `[B, heads, L, L]`: 0 or 1/(1 - rate), multiplied into the probabilities. */
  dropout?: tf.Tensor4D;
}

interface Weights {
  probabilities: tf.Tensor4D;
  dropout: tf.Tensor4D | undefined;
}

/** `[B, L, D] -> [B, A, L, d]`, the heads side by side along D. */
export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, length, width] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]); // [B, A, L, d]
}

/** Undoes splitHeads(). */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, length, size] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}

function attend(inputs: AttentionInputs): [tf.Tensor3D, tf.Tensor4D] {
  const { query, key, value, mask, heads, bias, dropout } = inputs;
  if (hasKernel('Attention')) {
    const named: Record<string, tf.Tensor> = { query, key, value, mask };
    if (bias) named['bias'] = bias;
    if (dropout) named['dropout'] = dropout;
    return runKernel('Attention', named, { heads }) as [tf.Tensor3D, tf.Tensor4D];
  }
  const [batch, length, width] = query.shape;
  const scale = 1 / Math.sqrt(width / heads);
  let scores: tf.Tensor = tf.mul(
    tf.matMul(splitHeads(query, heads), splitHeads(key, heads), false, true),
    scale,
  );
  if (bias) scores = tf.add(scores, bias);
  const padding = tf.reshape(tf.mul(tf.sub(1, mask), PADDING_SCORE), [batch, 1, 1, length]);
  const probabilities = tf.softmax(tf.add(scores, padding)) as tf.Tensor4D; // [B, A, L, L]
  const weights = dropout ? tf.mul(probabilities, dropout) : probabilities;
  return [mergeHeads(tf.matMul(weights, splitHeads(value, heads)) as tf.Tensor4D), probabilities];
}

/** Gradients `[query, key, value, bias]`; the bias's only where `withBias`. */
function attendGradients(
  dy: tf.Tensor3D,
  projections: [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D],
  { probabilities, dropout }: Weights,
  withBias: boolean,
): tf.Tensor[] {
  const heads = probabilities.shape[1];
  const [query, key, value] = projections;
  if (hasKernel('AttentionGrad')) {
    const named: Record<string, tf.Tensor> = { dy, query, key, value, probabilities };
    if (dropout) named['dropout'] = dropout;
    return runKernel('AttentionGrad', named, { heads, withBias });
  }
  return tf.tidy(() => {
    const scale = 1 / Math.sqrt(query.shape[2] / heads);
    const context = splitHeads(dy, heads);
    const weights = dropout ? tf.mul(probabilities, dropout) : probabilities;
    const dValue = tf.matMul(weights, context, true, false) as tf.Tensor4D;
    const dWeights = tf.matMul(context, splitHeads(value, heads), false, true);
    const dProbabilities = dropout ? tf.mul(dWeights, dropout) : dWeights;
    const mean = tf.sum(tf.mul(dProbabilities, probabilities), -1, true);
    const dScores = tf.mul(probabilities, tf.sub(dProbabilities, mean)) as tf.Tensor4D;
    const scaled = tf.mul(dScores, scale);
    const dQuery = tf.matMul(scaled, splitHeads(key, heads)) as tf.Tensor4D;
    const dKey = tf.matMul(scaled, splitHeads(query, heads), true, false) as tf.Tensor4D;
    const all: tf.Tensor[] = [mergeHeads(dQuery), mergeHeads(dKey), mergeHeads(dValue)];
    if (withBias) all.push(tf.sum(dScores, 0));
    return all;
  });
}

/** `softmax(query key^T / sqrt(d) + bias + padding) value` per head; `[B, L, D]`. */
export function attention(inputs: AttentionInputs): tf.Tensor3D {
  const { query, key, value, bias, dropout, heads } = inputs;
  if (query.shape[2] % heads !== 0)
    throw new RangeError(`attention(): width ${query.shape[2]} is no multiple of ${heads} heads`);
  const named: Record<string, tf.Tensor> = bias ? { query, key, value, bias } : { query, key, value };
  return differentiable({
    inputs: named,
    forward: (save) => {
      const [context, probabilities] = attend(inputs);
      save(dropout ? [query, key, value, probabilities, dropout] : [query, key, value, probabilities]);
      return context as tf.Tensor;
    },
    backward: (dy, saved) => {
      const projections = saved.slice(0, 3) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const weights = {
        probabilities: saved[3] as tf.Tensor4D,
        dropout: saved[4] as tf.Tensor4D | undefined,
      };
      const all = attendGradients(dy as tf.Tensor3D, projections, weights, bias !== undefined);
      const thunks: Record<string, () => tf.Tensor> = {};
      ['query', 'key', 'value', 'bias'].forEach((name, i) => (thunks[name] = () => all[i]!));
      return thunks;
    },
  }) as tf.Tensor3D;
}
