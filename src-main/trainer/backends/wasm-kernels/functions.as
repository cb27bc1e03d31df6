// Elementary functions on four float32 lanes, and the helpers for rows whose length is no multiple of four.

/** exp(x), about 1 ulp (Cephes expf); exactly 0 below -87.3 (padding keys), infinite above 88.7. */
export function exp4(x: v128): v128 {
  const low = f32x4.splat(-87.3);
  const high = f32x4.splat(88.7);
  const inside = f32x4.ge(x, low);
  const over = f32x4.gt(x, high);
  const z = f32x4.max(f32x4.min(x, high), low);
  const n = f32x4.nearest(f32x4.mul(z, f32x4.splat(1.44269504088896341)));
  let r = v128.relaxed_madd<f32>(n, f32x4.splat(-0.693359375), z);
  r = v128.relaxed_madd<f32>(n, f32x4.splat(2.12194440e-4), r);
  let y = f32x4.splat(1.9875691500e-4);
  y = v128.relaxed_madd<f32>(y, r, f32x4.splat(1.3981999507e-3));
  y = v128.relaxed_madd<f32>(y, r, f32x4.splat(8.3334519073e-3));
  y = v128.relaxed_madd<f32>(y, r, f32x4.splat(4.1665795894e-2));
  y = v128.relaxed_madd<f32>(y, r, f32x4.splat(1.6666665459e-1));
  y = v128.relaxed_madd<f32>(y, r, f32x4.splat(5.0000001201e-1));
  y = f32x4.add(v128.relaxed_madd<f32>(f32x4.mul(y, r), r, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  y = v128.and(f32x4.mul(y, power), inside);
  return v128.bitselect(f32x4.splat(f32.MAX_VALUE * 2), y, over);
}

/** tanh(x); a series near 0, where the quotient would cancel. */
export function tanh4(x: v128): v128 {
  const size = f32x4.min(f32x4.abs(x), f32x4.splat(15));
  const e = exp4(f32x4.add(size, size));
  const big = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
  const q = f32x4.mul(x, x);
  let series = f32x4.add(f32x4.mul(q, f32x4.splat(-0.05396825397)), f32x4.splat(0.13333333333));
  series = f32x4.sub(f32x4.mul(q, series), f32x4.splat(0.33333333333));
  series = f32x4.add(x, f32x4.mul(x, f32x4.mul(q, series)));
  const signed = v128.or(v128.and(x, i32x4.splat(0x80000000)), big);
  return v128.bitselect(series, signed, f32x4.lt(size, f32x4.splat(0.15)));
}

/** exp(-x^2 / 2), shared by the normal distribution's density and its tail. */
export function bell4(x: v128): v128 {
  return exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** The standard normal distribution function, absolute error 8e-8 (Abramowitz and Stegun 7.1.26); `bell` = bell4(x). */
export function normalCdf4(x: v128, bell: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.abs(x), f32x4.splat(0.3275911 * 0.70710678118654752))));
  let y = f32x4.splat(1.061405429);
  y = v128.relaxed_madd<f32>(y, t, f32x4.splat(-1.453152027));
  y = v128.relaxed_madd<f32>(y, t, f32x4.splat(1.421413741));
  y = v128.relaxed_madd<f32>(y, t, f32x4.splat(-0.284496736));
  y = v128.relaxed_madd<f32>(y, t, f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(y, t), bell), f32x4.splat(0.5));
  return v128.bitselect(f32x4.sub(one, tail), tail, f32x4.ge(x, f32x4.splat(0)));
}

export function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3);
}

/** sum a_i b_i over n elements. */
export function dot(a: usize, b: usize, n: i32): f32 {
  let total = f32x4.splat(0);
  const end = a + ((n & ~3) << 2);
  while (a < end) {
    total = v128.relaxed_madd<f32>(v128.load(a), v128.load(b), total);
    a += 16;
    b += 16;
  }
  let result = sum4(total);
  for (let i = n & ~3; i < n; i++) {
    result += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return result;
}

/** y += factor x over n elements. */
export function addScaled(factor: f32, x: usize, y: usize, n: i32): void {
  const wide = f32x4.splat(factor);
  const end = x + ((n & ~3) << 2);
  while (x < end) {
    v128.store(y, v128.relaxed_madd<f32>(wide, v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  for (let i = n & ~3; i < n; i++) {
    store<f32>(y, load<f32>(y) + factor * load<f32>(x));
    x += 4;
    y += 4;
  }
}
