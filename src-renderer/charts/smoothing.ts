/** Exponential smoothing of noisy curves, as TensorBoard does it: debiased, so that the start is not pulled to zero. */

/** @param weight 0 (none) to below 1 */
export function smoothed(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let last = 0;
  let debias = 1;
  for (let at = 0; at < out.length; at++) {
    const value = values[at]!;
    if (!Number.isFinite(value)) {
      out[at] = value;
      continue;
    }
    last = last * weight + (1 - weight) * value;
    debias *= weight;
    out[at] = last / (1 - debias);
  }
  return out;
}
