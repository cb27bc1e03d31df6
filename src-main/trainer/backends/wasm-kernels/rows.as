// Ops that work row by row: layer norm, sums over rows, gather and scatter, the weighted mean of attention pooling.
import { addScaled, dot, exp4 } from './functions';

/** y = normalised(x + residual) weight + bias; keeps xhat and 1/std of each row for the gradient. */
export function layerNorm(
  rows: i32, width: i32, x: usize, residual: usize, weight: usize, bias: usize, epsilon: f32,
  y: usize, xhat: usize, rstd: usize,
): void {
  const bytes = width << 2;
  for (let r = 0; r < rows; r++) {
    const o = r * bytes;
    let sum: f32 = 0;
    for (let i = 0; i < bytes; i += 4) {
      let v = load<f32>(x + o + i);
      if (residual != 0) v += load<f32>(residual + o + i);
      store<f32>(xhat + o + i, v);
      sum += v;
    }
    const mean = sum / (width as f32);
    let squares: f32 = 0;
    for (let i = 0; i < bytes; i += 4) {
      const v = load<f32>(xhat + o + i) - mean;
      squares += v * v;
    }
    const scale: f32 = 1 / sqrt(squares / (width as f32) + epsilon);
    store<f32>(rstd + (r << 2), scale);
    for (let i = 0; i < bytes; i += 4) {
      const v = (load<f32>(xhat + o + i) - mean) * scale;
      store<f32>(xhat + o + i, v);
      store<f32>(y + o + i, v * load<f32>(weight + i) + load<f32>(bias + i));
    }
  }
}

export function layerNormGrad(
  rows: i32, width: i32, dy: usize, xhat: usize, rstd: usize, weight: usize, dx: usize, dWeight: usize, dBias: usize,
): void {
  const bytes = width << 2;
  memory.fill(dWeight, 0, bytes);
  memory.fill(dBias, 0, bytes);
  for (let r = 0; r < rows; r++) {
    const o = r * bytes;
    let sum: f32 = 0;
    let along: f32 = 0;
    for (let i = 0; i < bytes; i += 4) {
      const slope = load<f32>(dy + o + i);
      const h = load<f32>(xhat + o + i);
      const d = slope * load<f32>(weight + i);
      sum += d;
      along += d * h;
      store<f32>(dWeight + i, load<f32>(dWeight + i) + slope * h);
      store<f32>(dBias + i, load<f32>(dBias + i) + slope);
    }
    sum /= width as f32;
    along /= width as f32;
    const scale = load<f32>(rstd + (r << 2));
    for (let i = 0; i < bytes; i += 4) {
      const d = load<f32>(dy + o + i) * load<f32>(weight + i);
      store<f32>(dx + o + i, scale * (d - sum - load<f32>(xhat + o + i) * along));
    }
  }
}

export function columnSum(rows: i32, width: i32, x: usize, out: usize): void {
  memory.fill(out, 0, width << 2);
  for (let r = 0; r < rows; r++) addScaled(1, x + r * (width << 2), out, width);
}

export function gatherRows(count: i32, width: i32, table: usize, indices: usize, out: usize): void {
  const bytes = width << 2;
  for (let i = 0; i < count; i++) memory.copy(out + i * bytes, table + load<i32>(indices + (i << 2)) * bytes, bytes);
}

/** out[indices[i]] += rows[i], out of `size` rows starting at zero. */
export function scatterRows(count: i32, width: i32, rows: usize, indices: usize, size: i32, out: usize): void {
  const bytes = width << 2;
  memory.fill(out, 0, size * bytes);
  for (let i = 0; i < count; i++) addScaled(1, rows + i * bytes, out + load<i32>(indices + (i << 2)) * bytes, width);
}

function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** Attention pooling after its logits (pool-rows.ts has the formula); `mask` 0: every position counts. */
export function poolRows(
  rows: i32, length: i32, width: i32, x: usize, logits: usize, mask: usize, out: usize, weights: usize,
): void {
  const bytes = width << 2;
  for (let r = 0; r < rows; r++) {
    const o = r * (length << 2);
    let peak: f32 = -80;
    for (let i = o; i < o + (length << 2); i += 4)
      if (mask == 0 || load<f32>(mask + i) != 0) peak = max(peak, load<f32>(logits + i));
    let sum: f32 = 0;
    for (let i = o; i < o + (length << 2); i += 4) {
      const visible = mask == 0 || load<f32>(mask + i) != 0;
      const a: f32 = visible ? exp1(load<f32>(logits + i) - peak) : 0;
      store<f32>(weights + i, a);
      sum += a;
    }
    const scale: f32 = 1 / (sum + 1e-8 * exp1(-peak));
    const to = out + r * bytes;
    memory.fill(to, 0, bytes);
    for (let i = 0; i < length; i++) {
      const a = load<f32>(weights + o + (i << 2)) * scale;
      store<f32>(weights + o + (i << 2), a);
      if (a != 0) addScaled(a, x + (r * length + i) * bytes, to, width);
    }
  }
}

export function poolRowsGrad(
  rows: i32, length: i32, width: i32, dy: usize, x: usize, weights: usize, pooled: usize, dx: usize, dLogits: usize,
): void {
  const bytes = width << 2;
  memory.fill(dx, 0, rows * length * bytes);
  for (let r = 0; r < rows; r++) {
    const slope = dy + r * bytes;
    const mean = dot(slope, pooled + r * bytes, width);
    for (let i = 0; i < length; i++) {
      const place = r * length + i;
      const a = load<f32>(weights + (place << 2));
      store<f32>(dLogits + (place << 2), a == 0 ? 0 : a * (dot(slope, x + place * bytes, width) - mean));
      if (a != 0) addScaled(a, slope, dx + place * bytes, width);
    }
  }
}
