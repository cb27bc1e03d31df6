/** Rounding led by the deviation, and what aligns the printed numbers. */
import { describe, expect, it } from 'vitest';
import { alignTexts, columnTexts } from '#lab/tables/cell-text.ts';
import { columnPlaces, placesOf, printed } from '#lab/tables/rounding.ts';

describe('placesOf()', () => {
  it('keeps two digits of a deviation that begins with 100 to 354, one from 355 to 949, and rounds 950 up', () => {
    const cases: [number, number][] = [
      [0.0354, 3], // 0.035
      [0.0355, 2], // 0.04
      [0.07, 2], // 0.07
      [0.0949, 2], // 0.09
      [0.0949999, 2], // three digits: 0.0950, so 0.10
      [0.0996, 2], // 0.10
      [0.1, 2],
      [0.5, 1],
      [3.54, 1],
      [42, 0],
      [123.4, 0],
    ];
    expect(cases.map(([sd]) => placesOf(sd, 'auto'))).toEqual(cases.map(([, places]) => places));
  });

  it('keeps the digits that are asked for, of the value as it reads then', () => {
    expect([0.0732, 0.0996, 0.95].map((sd) => placesOf(sd, 1))).toEqual([2, 1, 1]);
    expect([0.0732, 0.0996, 0.999].map((sd) => placesOf(sd, 2))).toEqual([3, 2, 1]);
  });

  it('never asks for more than six digits, and prints no minus zero', () => {
    expect(placesOf(1e-12, 'auto')).toBe(6);
    expect(printed(-0.0004, 2)).toBe('0.00');
    expect(printed(-0.006, 2)).toBe('-0.01');
  });
});

describe('columnPlaces()', () => {
  const auto = { rule: 'deviation', digits: 'auto', per: 'column' } as const;
  it('gives a column the place of its median deviation, cells without one too', () => {
    expect(columnPlaces([0.07, 0.02, 0.7, null, 0], auto, 4)).toEqual([2, 2, 2, 2, 2]);
    expect(columnPlaces([null, 0, Number.NaN], auto, 4)).toEqual([4, 4, 4]);
  });
  it('gives a cell its own place where that is asked for, and a fixed one otherwise', () => {
    expect(columnPlaces([0.07, 0.02, 0.7, null], { ...auto, per: 'cell' }, 4)).toEqual([2, 3, 1, 2]);
    expect(columnPlaces([0.07, null], { rule: 'fixed', digits: 1 }, 4)).toEqual([1, 1]);
  });
});

describe('columnTexts() and alignTexts()', () => {
  it('print in the unit of people and fill up to the others of the column', () => {
    const cells = [
      { mean: 0.7102, sd: 0.0007, interval: null },
      { mean: 0.0955, sd: 0.0012, interval: null },
      { mean: -0.05, sd: null, interval: null },
      null,
    ];
    const texts = columnTexts(
      cells,
      { scale: 100, isFact: false },
      { spread: 'sd', rounding: { rule: 'deviation', digits: 2, per: 'cell' } },
      2,
    );
    expect(texts).toEqual([
      { value: '71.020', spread: '0.070' },
      { value: '9.55', spread: '0.12' },
      { value: '-5.000', spread: null },
      null,
    ]);
    const aligned = alignTexts(texts);
    expect(aligned.map((text) => text?.pad)).toEqual([
      { before: '', decimals: '', spread: '', after: '' },
      { before: '0', decimals: '0', spread: '', after: '0' },
      { before: '', decimals: '', spread: '', after: '0.000' },
      undefined,
    ]);
    const widths = aligned.flatMap((text) => (text ? (text.pad.before + text.value).indexOf('.') : []));
    expect(new Set(widths).size).toBe(1);
  });

  it('prints an interval with the digits of its mean', () => {
    const [text] = columnTexts(
      [{ mean: 0.71, sd: 0.001, interval: { low: 0.7088, high: 0.7112 } }],
      { scale: 100, isFact: false },
      { spread: 'interval', rounding: { rule: 'fixed', digits: 1 } },
      2,
    );
    expect(text).toEqual({ value: '71.0', spread: '70.9, 71.1' });
  });
});
