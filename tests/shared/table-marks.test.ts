import { describe, expect, test } from 'vitest';
import { tableMarks } from '#shared/table-marks.ts';

describe('tableMarks()', () => {
  test('marks best and second by full precision, in the direction of the metric', () => {
    expect(tableMarks([0.70001, 0.7, 0.6], 'higher')).toEqual(['best', 'second', null]);
    expect(tableMarks([3, 1, 2], 'lower')).toEqual([null, 'best', 'second']);
    expect(tableMarks([3, 1, 2], 'none')).toEqual([null, null, null]);
  });
  test('gives equal means one mark, and what is missing none', () => {
    expect(tableMarks([0.7, 0.6, 0.7, 0.6, 0.5], 'higher')).toEqual([
      'best',
      'second',
      'best',
      'second',
      null,
    ]);
    expect(tableMarks([null, 0.6, undefined, 0.7], 'higher')).toEqual([null, null, null, 'best']);
  });
  test('marks no second of two, and nothing where there is nothing to choose', () => {
    expect(tableMarks([0.6, 0.7], 'higher')).toEqual([null, 'best']);
    expect(tableMarks([0.6], 'higher')).toEqual([null]);
    expect(tableMarks([0.6, 0.6, 0.6], 'higher')).toEqual([null, null, null]);
  });
});
