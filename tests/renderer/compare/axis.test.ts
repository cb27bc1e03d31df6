import { describe, expect, test } from 'vitest';
import {
  extentOf,
  logTicksOf,
  padded,
  scaleOf,
  ticksOf,
  tickTexts,
} from '../../../src-renderer/charts/axis.ts';
import { fieldAxis } from '../../../src-renderer/charts/field-axis.ts';

describe('ticksOf()', () => {
  test('are round, inside, and without digits of the machine', () => {
    expect(ticksOf({ min: 0.61, max: 0.93 }, 4)).toEqual([0.7, 0.8, 0.9]);
    expect(ticksOf({ min: -0.3, max: 0.3 }, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    expect(ticksOf({ min: 5, max: 5 })).toEqual([5]);
  });
  test('have as many digits as the finest of them', () => {
    expect(tickTexts([0, 0.25, 0.5])).toEqual(['0.00', '0.25', '0.50']);
    expect(tickTexts([0, 2e-5])).toEqual(['0', '2e-5']);
  });
  test('of a logarithmic axis stand at 1, 2 and 5', () => {
    expect(logTicksOf({ min: 8, max: 120 })).toEqual([10, 20, 50, 100]);
  });
});

describe('scales', () => {
  test('leave out what is no number, and give a single value room', () => {
    expect(extentOf([NaN, 2, Infinity])).toEqual({ min: 2, max: 2 });
    expect(extentOf([])).toBeNull();
    const { min, max } = padded({ min: 2, max: 2 });
    expect(min).toBeLessThan(2);
    expect(scaleOf({ min, max }, 0, 100)(2)).toBeCloseTo(50);
    expect(scaleOf({ min: 0, max: 0 }, 0, 100)(0)).toBe(50);
  });
});

describe('fieldAxis()', () => {
  test('puts numbers on a line, and whole ones at their own ticks', () => {
    const axis = fieldAxis([2, 4, 12, null]);
    expect(axis).toMatchObject({ kind: 'number', varies: true });
    expect(axis.ticks.map(({ text }) => text)).toEqual(['2', '4', '12']);
    expect(axis.place(7)).toBeCloseTo(0.5);
    expect(axis.place(null)).toBeNull();
  });
  test('prints shares as percent', () => {
    expect(fieldAxis([0.612, 0.688], 100).ticks.map(({ text }) => text)).toContain('64');
  });
  test('puts names in a row, numbers within them in order', () => {
    const axis = fieldAxis(['seed 10', 'seed 2', ['a', 'b']]);
    expect(axis.ticks.map(({ text }) => text)).toEqual(['a, b', 'seed 2', 'seed 10']);
    expect(axis.place(['a', 'b'])).toBeLessThan(axis.place('seed 10') ?? NaN);
    expect(axis.place('other')).toBeNull();
  });
  test('says where nothing differs', () => {
    expect(fieldAxis([3, 3]).varies).toBe(false);
    expect(fieldAxis(['x', 'x']).varies).toBe(false);
    expect(fieldAxis([null, null])).toMatchObject({ varies: false, ticks: [] });
  });
  test('keeps the names it can show', () => {
    const axis = fieldAxis(
      Array.from({ length: 100 }, (_, i) => `n${i}`),
      1,
      10,
    );
    expect(axis.ticks).toHaveLength(10);
    expect(axis.place('n99')).toBe(axis.place('n9'));
  });
});
