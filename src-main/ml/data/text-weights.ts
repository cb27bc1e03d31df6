/** How much each distinct news of a click batch counts in a loss over news: its share of its samples' news. */
import type { ClickSlots } from '../methods/click-forward.ts';

/**
 * `w_n = (1/B) sum_b w_b count_b(n) / count_b`: every sample's weight is shared evenly among its real history clicks and
 * its candidates, as in the news term of Stage II; the weights of a batch sum to the mean of `perSample`.
 * @param perSample `[B]`, how much a teacher counts for each sample; default all 1
 * @returns `[slots.news.length]`
 */
export function textWeights(slots: ClickSlots, perSample?: ArrayLike<number>): Float32Array {
  const { size, historyLength, candidateCount, history, historyMask, candidates } = slots;
  const weights = new Float64Array(slots.news.length);
  for (let b = 0; b < size; b++) {
    const clicks = historyMask.subarray(b * historyLength, (b + 1) * historyLength);
    const count = clicks.reduce((sum, real) => sum + real, 0) + candidateCount;
    const share = (perSample?.[b] ?? 1) / (size * count);
    for (let h = 0; h < historyLength; h++)
      if (clicks[h] === 1) weights[history[b * historyLength + h]!]! += share;
    for (let c = 0; c < candidateCount; c++) weights[candidates[b * candidateCount + c]!]! += share;
  }
  return Float32Array.from(weights);
}
