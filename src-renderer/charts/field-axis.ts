/** An axis along any field of runs: numbers on a line, everything else as names in a row; what a run lacks has a place of its own. */
import { isEmptyValue, type RunValue, textOfValue } from '#shared/runs/fields.ts';
import { type Extent, extentOf, padded, ticksOf, tickTexts } from './axis.ts';

export interface FieldAxis {
  kind: 'number' | 'names';
  /** 0 to 1 along the axis; null: the run lacks the field. */
  place: (value: RunValue) => number | null;
  ticks: readonly { at: number; text: string }[];
  /** Whether the values differ at all. */
  varies: boolean;
}

/** @param scale printed value = value * scale, of numbers @param most names; further ones share the last place */
export function fieldAxis(values: readonly RunValue[], scale = 1, most = 24): FieldAxis {
  const there = values.filter((value) => !isEmptyValue(value));
  if (there.length > 0 && there.every((value) => typeof value === 'number'))
    return numberAxis(
      there.map((value) => value * scale),
      scale,
    );
  return namesAxis(there.map(textOfValue), most);
}

function numberAxis(values: readonly number[], scale: number): FieldAxis {
  const extent = extentOf(values) ?? { min: 0, max: 1 };
  const whole = padded(extent);
  const share = (value: number): number => (value - whole.min) / (whole.max - whole.min);
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  // Few whole numbers (layers, seeds) are ticks themselves: 2.5 layers are none.
  const ticks =
    distinct.length <= 6 && distinct.every(Number.isInteger) ? distinct : numberTicks(whole, extent);
  const texts = tickTexts(ticks);
  return {
    kind: 'number',
    place: (value) => (typeof value === 'number' && Number.isFinite(value) ? share(value * scale) : null),
    ticks: ticks.map((tick, i) => ({ at: share(tick), text: texts[i]! })),
    varies: extent.max > extent.min,
  };
}

const numberTicks = (whole: Extent, { min, max }: Extent): number[] =>
  min === max ? [min] : ticksOf(whole, 5);

function namesAxis(texts: readonly string[], most: number): FieldAxis {
  const names = [...new Set(texts)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const shown = names.slice(0, most);
  const at = (index: number): number =>
    shown.length === 1 ? 0.5 : 0.06 + (0.88 * index) / (shown.length - 1);
  return {
    kind: 'names',
    place: (value) => {
      if (isEmptyValue(value)) return null;
      const index = names.indexOf(textOfValue(value));
      return index < 0 ? null : at(Math.min(index, shown.length - 1));
    },
    ticks: shown.map((text, index) => ({ at: at(index), text })),
    varies: names.length > 1,
  };
}
