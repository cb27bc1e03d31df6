/** Exponential smoothing of noisy curves, as TensorBoard does it: debiased, so that the start is not pulled to zero. */

/** @param weight 0 (none) to below 1 */
export function smoothed(values: readonly number[], weight: number): number[] {
  let last = 0;
  let debias = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    last = last * weight + (1 - weight) * value;
    debias *= weight;
    return last / (1 - debias);
  });
}
