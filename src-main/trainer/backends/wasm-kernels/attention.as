// Multi-head attention over [B, L, heads * size], the heads side by side; strided rows, no transposed copies.
import { addScaled, dot, exp4, sum4 } from './functions';

const PADDING: f32 = -10000; // score of a padding key, as in attention.ts

/** Turns n scores into probabilities in place. */
function softmax(row: usize, n: i32): void {
  let peak: f32 = load<f32>(row);
  for (let j = 1; j < n; j++) peak = max(peak, load<f32>(row + (j << 2)));
  const top = f32x4.splat(peak);
  let sum: f32 = 0;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const e = exp4(f32x4.sub(v128.load(row + (j << 2)), top));
    v128.store(row + (j << 2), e);
    sum += sum4(e);
  }
  for (; j < n; j++) {
    const e = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(row + (j << 2)) - peak)), 0);
    store<f32>(row + (j << 2), e);
    sum += e;
  }
  const scale: f32 = 1 / sum;
  for (j = 0; j < n; j++) store<f32>(row + (j << 2), load<f32>(row + (j << 2)) * scale);
}

/** `bias` and `dropout` may be 0; `probabilities` [B, heads, L, L] are kept before dropout. */
export function attention(
  batch: i32, length: i32, heads: i32, size: i32, scale: f32, q: usize, k: usize, v: usize,
  mask: usize, bias: usize, dropout: usize, context: usize, probabilities: usize,
): void {
  const stride = (heads * size) << 2;
  memory.fill(context, 0, batch * length * stride);
  for (let b = 0; b < batch; b++) {
    const keyMask = mask + b * (length << 2);
    // Keys after the last real one have probability 0 and are passed over, unless no key is real.
    let keys = length;
    while (keys > 0 && load<f32>(keyMask + ((keys - 1) << 2)) == 0) keys--;
    if (keys == 0) keys = length;
    for (let h = 0; h < heads; h++) {
      const head = b * length * stride + ((h * size) << 2);
      for (let i = 0; i < length; i++) {
        const place = ((b * heads + h) * length + i) * (length << 2);
        const row = probabilities + place;
        const biasRow = bias + (h * length + i) * (length << 2);
        for (let j = 0; j < keys; j++) {
          let score = dot(q + head + i * stride, k + head + j * stride, size) * scale;
          if (bias != 0) score += load<f32>(biasRow + (j << 2));
          store<f32>(row + (j << 2), score + (1 - load<f32>(keyMask + (j << 2))) * PADDING);
        }
        softmax(row, keys);
        memory.fill(row + (keys << 2), 0, (length - keys) << 2);
        for (let j = 0; j < keys; j++) {
          let p = load<f32>(row + (j << 2));
          if (dropout != 0) p *= load<f32>(dropout + place + (j << 2));
          if (p != 0) addScaled(p, v + head + j * stride, context + head + i * stride, size);
        }
      }
    }
  }
}

/** `dBias` and `dropout` may be 0; `scratch` holds L floats. */
export function attentionGrad(
  batch: i32, length: i32, heads: i32, size: i32, scale: f32, dy: usize, q: usize, k: usize, v: usize,
  probabilities: usize, dropout: usize, dq: usize, dk: usize, dv: usize, dBias: usize, scratch: usize,
): void {
  const stride = (heads * size) << 2;
  memory.fill(dq, 0, batch * length * stride);
  memory.fill(dk, 0, batch * length * stride);
  memory.fill(dv, 0, batch * length * stride);
  if (dBias != 0) memory.fill(dBias, 0, heads * length * (length << 2));
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = b * length * stride + ((h * size) << 2);
      for (let i = 0; i < length; i++) {
        const place = ((b * heads + h) * length + i) * (length << 2);
        const row = probabilities + place;
        const slope = dy + head + i * stride;
        let mean: f32 = 0;
        for (let j = 0; j < length; j++) {
          const p = load<f32>(row + (j << 2));
          if (p == 0) continue;
          const kept: f32 = dropout != 0 ? load<f32>(dropout + place + (j << 2)) : 1;
          const d = dot(slope, v + head + j * stride, size) * kept;
          store<f32>(scratch + (j << 2), d);
          mean += d * p;
          addScaled(p * kept, slope, dv + head + j * stride, size);
        }
        for (let j = 0; j < length; j++) {
          const p = load<f32>(row + (j << 2));
          if (p == 0) continue;
          const d = p * (load<f32>(scratch + (j << 2)) - mean);
          if (dBias != 0) {
            const at = dBias + ((h * length + i) * length + j << 2);
            store<f32>(at, load<f32>(at) + d);
          }
          addScaled(d * scale, k + head + j * stride, dq + head + i * stride, size);
          addScaled(d * scale, q + head + i * stride, dk + head + j * stride, size);
        }
      }
    }
  }
}

/** Scaled scores [B, heads, L, L] with the bias (0: none), before mask and softmax. */
export function attentionScores(
  batch: i32, length: i32, heads: i32, size: i32, scale: f32, q: usize, k: usize, bias: usize, scores: usize,
): void {
  const stride = (heads * size) << 2;
  let out = scores;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = b * length * stride + ((h * size) << 2);
      let offset = bias + h * length * (length << 2);
      for (let i = 0; i < length; i++) {
        for (let j = 0; j < length; j++, out += 4, offset += 4) {
          const score = dot(q + head + i * stride, k + head + j * stride, size) * scale;
          store<f32>(out, bias != 0 ? score + load<f32>(offset) : score);
        }
      }
    }
  }
}

/** Gradients of the scores' query and key. */
export function attentionScoresGrad(
  batch: i32, length: i32, heads: i32, size: i32, scale: f32, dy: usize, q: usize, k: usize, dq: usize, dk: usize,
): void {
  const stride = (heads * size) << 2;
  memory.fill(dq, 0, batch * length * stride);
  memory.fill(dk, 0, batch * length * stride);
  let slope = dy;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = b * length * stride + ((h * size) << 2);
      for (let i = 0; i < length; i++) {
        for (let j = 0; j < length; j++, slope += 4) {
          const d = load<f32>(slope) * scale;
          if (d == 0) continue; // padding
          addScaled(d, k + head + j * stride, dq + head + i * stride, size);
          addScaled(d, q + head + i * stride, dk + head + j * stride, size);
        }
      }
    }
  }
}
