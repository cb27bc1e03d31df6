/**
 * How many digits a mean and its deviation are printed with: led by the deviation, so that no digit is shown that the
 * repeats do not support. Values here are in the printed unit (percent, not shares).
 */
import type { Rounding } from '#shared/contract/paper-tables.ts';

const MOST_DIGITS = 6;

/**
 * Digits after the point that show `sd` with `digits` significant ones. `auto` is the rule of the Particle Data Group: two
 * where its first three digits are 100 to 354 (one would be coarse), one from 355 to 949, and 950 to 999 counts as 1000.
 */
export function placesOf(sd: number, digits: 'auto' | 1 | 2): number {
  if (digits !== 'auto') return clamp(digits - 1 - exponentOf(sd, digits));
  const [mantissa = '1', exponent] = sd.toExponential(2).split('e');
  const first = Math.round(Number(mantissa) * 100);
  const power = Number(exponent) + (first >= 950 ? 1 : 0);
  return clamp((first <= 354 || first >= 950 ? 1 : 0) - power);
}

/** Of the value as it reads with so many digits: 0.0996 with two is 0.10, which begins one place earlier. */
const exponentOf = (value: number, digits: number): number =>
  Number(value.toExponential(digits - 1).split('e')[1]);

const clamp = (places: number): number => Math.min(MOST_DIGITS, Math.max(0, places));

const median = (values: readonly number[]): number | undefined =>
  values.slice().sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/**
 * Digits after the point of each cell of a column.
 * @param deviations by cell, in the printed unit; null: no cell, or one without a deviation
 * @param otherwise where no deviation leads
 */
export function columnPlaces(
  deviations: readonly (number | null)[],
  rounding: Rounding,
  otherwise: number,
): number[] {
  if (rounding.rule === 'fixed') return deviations.map(() => rounding.digits);
  const { digits, per } = rounding;
  const usable = (sd: number | null): sd is number => sd !== null && Number.isFinite(sd) && sd > 0;
  const middle = median(deviations.filter(usable));
  const common = middle === undefined ? otherwise : placesOf(middle, digits);
  return deviations.map((sd) => (per === 'cell' && usable(sd) ? placesOf(sd, digits) : common));
}

/** Never `-0.00`. */
export function printed(value: number, places: number): string {
  const text = value.toFixed(places);
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}
