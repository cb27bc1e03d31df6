import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { stopGradient } from '#ml/ops/stop-gradient.ts';
import { onEveryBackend, tensorsLeft } from '#tests/fixtures/backends.ts';

onEveryBackend(() => {
  it('stopGradient() keeps the values, and lets a gradient through by other ways only', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([1, -2, 3]);
      // d/dx sum(c x + 2 x) with c = x held constant.
      const { value, grad } = tf.valueAndGrad((v: tf.Tensor) =>
        tf.sum(tf.add(tf.mul(stopGradient(v), v), tf.mul(v, 2))),
      )(x);
      expect(value.dataSync()[0]).toBe(1 + 4 + 9 + 4);
      expect([...grad.dataSync()]).toEqual([3, 0, 5]);
    });
  });

  it('stopGradient() of an intermediate value cuts what lies below it', () => {
    tf.tidy(() => {
      const [dx, dy] = tf.grads((x: tf.Tensor, y: tf.Tensor) =>
        tf.sum(tf.mul(stopGradient(tf.square(x)), tf.add(y, tf.mul(x, 0.5)))),
      )([tf.tensor1d([3]), tf.tensor1d([1])]);
      expect(dx!.dataSync()[0]).toBe(4.5);
      expect(dy!.dataSync()[0]).toBe(9);
    });
  });

  it('stopGradient() leaves no tensor behind and outlives what it was made of', () => {
    expect(
      tensorsLeft(() => {
        const x = tf.tensor1d([5]);
        const held = stopGradient(x);
        x.dispose();
        expect(held.dataSync()[0]).toBe(5);
        held.dispose();
      }),
    ).toBe(0);
  });
});
