// Ops that work row by row: layer norm, sums over rows, gather and scatter, the weighted mean of attention pooling.
import { addScaled, dot, exp4, sum4 } from './functions';

/** y = normalised(x + residual) weight + bias; keeps xhat and 1/std of each row for the gradient. */
export function layerNorm(
  rows: i32, width: i32, x: usize, residual: usize, weight: usize, bias: usize, epsilon: f32,
  y: usize, xhat: usize, rstd: usize,
): void {
  const bytes = width << 2;
  const whole = bytes & ~15; // bytes covered by full vectors
  for (let r = 0; r < rows; r++) {
    const from = x + r * bytes;
    const more = residual != 0 ? residual + r * bytes : 0;
    const normal = xhat + r * bytes;
    const to = y + r * bytes;
    let sums = f32x4.splat(0);
    for (let i = 0; i < whole; i += 16) {
      let v = v128.load(from + i);
      if (more != 0) v = f32x4.add(v, v128.load(more + i));
      v128.store(normal + i, v);
      sums = f32x4.add(sums, v);
    }
    let sum = sum4(sums);
    for (let i = whole; i < bytes; i += 4) {
      let v = load<f32>(from + i);
      if (more != 0) v += load<f32>(more + i);
      store<f32>(normal + i, v);
      sum += v;
    }
    const mean = sum / (width as f32);
    const means = f32x4.splat(mean);
    sums = f32x4.splat(0);
    for (let i = 0; i < whole; i += 16) {
      const v = f32x4.sub(v128.load(normal + i), means);
      sums = v128.relaxed_madd<f32>(v, v, sums);
    }
    let squares = sum4(sums);
    for (let i = whole; i < bytes; i += 4) {
      const v = load<f32>(normal + i) - mean;
      squares += v * v;
    }
    const scale: f32 = 1 / sqrt(squares / (width as f32) + epsilon);
    const scales = f32x4.splat(scale);
    store<f32>(rstd + (r << 2), scale);
    for (let i = 0; i < whole; i += 16) {
      const v = f32x4.mul(f32x4.sub(v128.load(normal + i), means), scales);
      v128.store(normal + i, v);
      v128.store(to + i, f32x4.add(f32x4.mul(v, v128.load(weight + i)), v128.load(bias + i)));
    }
    for (let i = whole; i < bytes; i += 4) {
      const v = (load<f32>(normal + i) - mean) * scale;
      store<f32>(normal + i, v);
      store<f32>(to + i, v * load<f32>(weight + i) + load<f32>(bias + i));
    }
  }
}

export function layerNormGrad(
  rows: i32, width: i32, dy: usize, xhat: usize, rstd: usize, weight: usize, dx: usize, dWeight: usize, dBias: usize,
): void {
  const bytes = width << 2;
  const whole = bytes & ~15;
  memory.fill(dWeight, 0, bytes);
  memory.fill(dBias, 0, bytes);
  for (let r = 0; r < rows; r++) {
    const from = dy + r * bytes;
    const normal = xhat + r * bytes;
    const to = dx + r * bytes;
    let sums = f32x4.splat(0);
    let alongs = f32x4.splat(0);
    for (let i = 0; i < whole; i += 16) {
      const slope = v128.load(from + i);
      const h = v128.load(normal + i);
      const d = f32x4.mul(slope, v128.load(weight + i));
      sums = f32x4.add(sums, d);
      alongs = v128.relaxed_madd<f32>(d, h, alongs);
      v128.store(dWeight + i, v128.relaxed_madd<f32>(slope, h, v128.load(dWeight + i)));
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i), slope));
    }
    let sum = sum4(sums);
    let along = sum4(alongs);
    for (let i = whole; i < bytes; i += 4) {
      const slope = load<f32>(from + i);
      const h = load<f32>(normal + i);
      const d = slope * load<f32>(weight + i);
      sum += d;
      along += d * h;
      store<f32>(dWeight + i, load<f32>(dWeight + i) + slope * h);
      store<f32>(dBias + i, load<f32>(dBias + i) + slope);
    }
    sum /= width as f32;
    along /= width as f32;
    const scale = load<f32>(rstd + (r << 2));
    for (let i = 0; i < whole; i += 16) {
      const d = f32x4.sub(f32x4.mul(v128.load(from + i), v128.load(weight + i)), f32x4.splat(sum));
      const part = f32x4.sub(d, f32x4.mul(v128.load(normal + i), f32x4.splat(along)));
      v128.store(to + i, f32x4.mul(part, f32x4.splat(scale)));
    }
    for (let i = whole; i < bytes; i += 4) {
      const d = load<f32>(from + i) * load<f32>(weight + i);
      store<f32>(to + i, scale * (d - sum - load<f32>(normal + i) * along));
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
