/** Cross-entropy with a label, and with a softened teacher distribution; both per sample. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from '../ops/kernel.ts';

/** Logits minus their log-sum-exp, without overflow. `[B, C] -> [B, C]` */
function logProbabilities(logits: tf.Tensor): tf.Tensor {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}

/** `-sum targets log softmax(logits)` for constant targets that sum to 1. */
function crossEntropyWith(targets: () => tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  return differentiable({
    inputs: { logits },
    forward: (save) => {
      const goal = targets();
      const logs = logProbabilities(logits);
      save([logs, goal]);
      return tf.neg(tf.sum(tf.mul(goal, logs), -1)) as tf.Tensor;
    },
    backward: (dy, [logs, goal]) => ({
      logits: () => tf.mul(tf.sub(tf.exp(logs!), goal!), tf.expandDims(dy, -1)),
    }),
  }) as tf.Tensor1D;
}

/**
 * `CE(z, y)` per sample.
 * @param logits `[B, C]` @param labels `[B]` int32, each in [0, C)
 * @returns `[B]`, in nats; the mean is the caller's
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return crossEntropyWith(() => tf.cast(tf.oneHot(labels, logits.shape[1]), 'float32'), logits);
}

/**
 * `soft(t, s; T) = -sum softmax(t/T) log softmax(s/T)` per sample; no gradient flows to the teacher.
 * @param teacher `[B, C]` logits @param student `[B, C]` logits @param temperature T > 0
 * @returns `[B]`, in nats, not multiplied by T^2
 */
export function softCrossEntropy(
  teacher: tf.Tensor2D,
  student: tf.Tensor2D,
  temperature: number,
): tf.Tensor1D {
  const cooled = tf.div(student, temperature);
  return crossEntropyWith(() => tf.exp(logProbabilities(tf.div(teacher, temperature))), cooled);
}
