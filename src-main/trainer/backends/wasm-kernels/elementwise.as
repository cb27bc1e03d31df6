// GELU, tanh and Adam: one pass over memory each. Tails are done on one lane of the same vector functions, so that an
// element's value does not depend on where it lies.
import { bell4, normalCdf4, tanh4 } from './functions';

const INV_SQRT_2PI: f32 = 0.3989422804014327;

function geluSlope(x: v128, cdf: v128, bell: v128): v128 {
  return f32x4.add(cdf, f32x4.mul(x, f32x4.mul(bell, f32x4.splat(INV_SQRT_2PI))));
}

/** y = x Phi(x), slope = Phi(x) + x phi(x), over n elements. */
export function gelu(n: i32, x: usize, y: usize, slope: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const v = v128.load(x + (i << 2));
    const bell = bell4(v);
    const cdf = normalCdf4(v, bell);
    v128.store(y + (i << 2), f32x4.mul(v, cdf));
    v128.store(slope + (i << 2), geluSlope(v, cdf, bell));
  }
  for (; i < n; i++) {
    const v = v128.load32_splat(x + (i << 2));
    const bell = bell4(v);
    const cdf = normalCdf4(v, bell);
    v128.store_lane<f32>(y + (i << 2), f32x4.mul(v, cdf), 0);
    v128.store_lane<f32>(slope + (i << 2), geluSlope(v, cdf, bell), 0);
  }
}

export function tanh(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(y + (i << 2), tanh4(v128.load(x + (i << 2))));
  for (; i < n; i++) v128.store_lane<f32>(y + (i << 2), tanh4(v128.load32_splat(x + (i << 2))), 0);
}

/** dx = dy (1 - y^2) */
export function tanhGrad(n: i32, y: usize, dy: usize, dx: usize): void {
  const one = f32x4.splat(1);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const v = v128.load(y + (i << 2));
    v128.store(dx + (i << 2), f32x4.mul(v128.load(dy + (i << 2)), f32x4.sub(one, f32x4.mul(v, v))));
  }
  for (; i < n; i++) {
    const v = load<f32>(y + (i << 2));
    store<f32>(dx + (i << 2), load<f32>(dy + (i << 2)) * (1 - v * v));
  }
}

/** z = x y elementwise. */
export function multiply(n: i32, x: usize, y: usize, z: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4)
    v128.store(z + (i << 2), f32x4.mul(v128.load(x + (i << 2)), v128.load(y + (i << 2))));
  for (; i < n; i++) store<f32>(z + (i << 2), load<f32>(x + (i << 2)) * load<f32>(y + (i << 2)));
}

/**
 * One Adam step (PyTorch's order of operations) to new memory; `top` 0 where AMSGrad is off. The betas come in double
 * precision: 1 - 0.999 in single precision is off by 5e-5.
 */
export function adam(
  n: i32, p: usize, g: usize, m: usize, v: usize, top: usize,
  beta1: f64, beta2: f64, epsilon: f32, stepSize: f32, root: f32,
  newP: usize, newM: usize, newV: usize, newTop: usize,
): void {
  const keep2 = beta2 as f32;
  const take1 = (1 - beta1) as f32;
  const take2 = (1 - beta2) as f32;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (i as usize) << 2;
    const slope = v128.load(g + at);
    const mean = v128.load(m + at);
    const first = f32x4.add(mean, f32x4.mul(f32x4.sub(slope, mean), f32x4.splat(take1)));
    const square = f32x4.mul(f32x4.mul(slope, slope), f32x4.splat(take2));
    const second = f32x4.add(f32x4.mul(v128.load(v + at), f32x4.splat(keep2)), square);
    let scale = second;
    if (top != 0) {
      scale = f32x4.max(v128.load(top + at), second);
      v128.store(newTop + at, scale);
    }
    v128.store(newM + at, first);
    v128.store(newV + at, second);
    const below = f32x4.add(f32x4.div(f32x4.sqrt(scale), f32x4.splat(root)), f32x4.splat(epsilon));
    const change = f32x4.mul(f32x4.div(first, below), f32x4.splat(stepSize));
    v128.store(newP + at, f32x4.sub(v128.load(p + at), change));
  }
  for (; i < n; i++) {
    const at = (i as usize) << 2;
    const slope = load<f32>(g + at);
    const mean = load<f32>(m + at);
    const first = mean + (slope - mean) * take1;
    const second = load<f32>(v + at) * keep2 + slope * slope * take2;
    let scale = second;
    if (top != 0) {
      scale = max(load<f32>(top + at), second);
      store<f32>(newTop + at, scale);
    }
    store<f32>(newM + at, first);
    store<f32>(newV + at, second);
    store<f32>(newP + at, load<f32>(p + at) - (first / (sqrt(scale) / root + epsilon)) * stepSize);
  }
}
