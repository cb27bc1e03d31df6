/** The weighted mean at the end of attention pooling, as one op with its own gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable, hasKernel, runKernel } from './kernel.ts';

/** Added to the sum of the exponentials by the published model. */
const EPSILON = 1e-8;

/**
 * Overflow-safe weights. With the maximum m of the unmasked logits, `exp(l) / (sum exp(l) + eps)` equals
 * `exp(l - m) / (sum exp(l - m) + eps exp(-m))`; m is held at -80 or above so that `exp(-m)` stays finite.
 */
function weigh(logits: tf.Tensor2D, mask: tf.Tensor2D | undefined): tf.Tensor2D {
  const visible = mask ? tf.add(tf.mul(logits, mask), tf.mul(tf.sub(mask, 1), 1e9)) : logits;
  const peak = tf.maximum(tf.max(visible, 1, true), -80);
  const raised = tf.exp(tf.minimum(tf.sub(logits, peak), 0));
  const masked = mask ? tf.mul(raised, mask) : raised;
  return tf.div(masked, tf.add(tf.sum(masked, 1, true), tf.mul(tf.exp(tf.neg(peak)), EPSILON)));
}

/**
 * `sum_l a_l x_l` with `a = exp(logits) * mask / (sum exp(logits) * mask + 1e-8)`.
 * @param x `[R, L, D]` @param logits `[R, L]` @param mask `[R, L]`, 0 or 1
 * @returns `[R, D]`
 */
export function poolRows(x: tf.Tensor3D, logits: tf.Tensor2D, mask?: tf.Tensor2D): tf.Tensor2D {
  const own = hasKernel('PoolRows');
  return differentiable({
    inputs: { x: x as tf.Tensor, logits: logits as tf.Tensor },
    forward: (save) => {
      if (own) {
        const inputs: Record<string, tf.Tensor> = mask ? { x, logits, mask } : { x, logits };
        const [pooled, weights] = runKernel('PoolRows', inputs) as [tf.Tensor, tf.Tensor];
        save([x, weights, pooled]);
        return pooled;
      }
      const weights = weigh(logits, mask);
      const pooled = tf.sum(tf.mul(x, tf.expandDims(weights, 2)), 1);
      save([x, weights, pooled]);
      return pooled;
    },
    backward: (dy, [rows, weights, pooled]) => {
      // d a_l / d logit_k = a_l (delta_lk - a_k), so d logit_l = a_l dy . (x_l - pooled).
      if (own) {
        const [dx, dLogits] = runKernel('PoolRowsGrad', {
          dy,
          x: rows!,
          weights: weights!,
          pooled: pooled!,
        }) as [tf.Tensor, tf.Tensor];
        return { x: () => dx, logits: () => dLogits };
      }
      const wide = tf.expandDims(dy, 1); // [R, 1, D]
      return {
        x: () => tf.mul(wide, tf.expandDims(weights!, 2)),
        logits: () => tf.mul(weights!, tf.sum(tf.mul(wide, tf.sub(rows!, tf.expandDims(pooled!, 1))), 2)),
      };
    },
  }) as tf.Tensor2D;
}
