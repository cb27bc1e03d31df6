import { afterEach, describe, expect, test, vi } from 'vitest';
import { markPath, markStyle } from '../../../src-renderer/charts/mark-path.ts';
import { type Mark, markAt, MARKS, marksOf } from '../../../src-renderer/charts/method-colours.ts';

const grey = ({ shape, hollow }: Mark): string => `${shape} ${hollow}`;
const whole = (mark: Mark): string => `${mark.token} ${grey(mark)}`;

describe('marks of methods', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('16 differ without colour, 112 with it', () => {
    const places = Array.from({ length: 112 }, (_, place) => markAt(place));
    expect(new Set(places.slice(0, MARKS).map(grey)).size).toBe(16);
    expect(new Set(places.map(whole)).size).toBe(112);
  });
  test('lines whose colour was there before have other dashes', () => {
    const lines = Array.from({ length: 28 }, (_, place) => markAt(place));
    expect(new Set(lines.map(({ token, dash }) => `${token} ${dash.join()}`)).size).toBe(28);
    expect(lines.slice(0, 7).every(({ dash }) => dash.length === 0)).toBe(true);
  });
  test('marksOf() keeps a method its mark, and moves one that looks like another in this table only', () => {
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
    const many = marksOf(Array.from({ length: 20 }, (_, at) => `row ${at}`));
    expect(new Set([...many.values()].map(whole)).size).toBe(20);
    // Places 1 and 17 have one mark in two colours.
    const two = marksOf(['row 1', 'row 17']);
    expect(two.get('row 1')).toEqual(many.get('row 1'));
    expect(grey(two.get('row 17')!)).not.toBe(grey(two.get('row 1')!));
    expect(marksOf(['row 17']).get('row 17')).toEqual(many.get('row 17'));
  });
  test('a hollow mark is no larger than a full one', () => {
    expect(markStyle({ shape: 'rect', hollow: false }, 5).path).toBe(markPath('rect', 5));
    const { path, strokeWidth } = markStyle({ shape: 'circle', hollow: true }, 5);
    expect(path).toBe(markPath('circle', 5 - strokeWidth / 2));
  });
});
