import { describe, expect, test } from 'vitest';
import { rowNames } from '../../src-renderer/graph/row-names.ts';

describe('rowNames()', () => {
  test('says of the rows of a sweep what differs, first', () => {
    const rows = [
      'Tiny-NewsRec-2, learning rate 1e-5, batch size 32, temperature 1',
      'Tiny-NewsRec-2, learning rate 1e-4, batch size 32, temperature 1',
      'Tiny-NewsRec-2, learning rate 1e-4, batch size 32, temperature 2',
    ];
    expect(rows.map((row) => rowNames(rows).get(row))).toEqual(['1e-5, 1', '1e-4, 1', '1e-4, 2']);
  });
  test('takes the initials of the fields along where there is room', () => {
    const rows = ['Ours, learning rate 1e-5, layers 1', 'Ours, learning rate 1e-4, layers 1'];
    expect([...rowNames(rows, true).values()]).toEqual(['lr 1e-5', 'lr 1e-4']);
  });
  test('names the row after its values where there are others', () => {
    const names = rowNames(['Ours, layers 1', 'Ours, layers 2', 'PLM-NR-4 (DP)', 'A, b', 'A, c, d']);
    expect([...names]).toEqual([
      ['Ours, layers 1', '1, Ours'],
      ['Ours, layers 2', '2, Ours'],
    ]);
  });
});
