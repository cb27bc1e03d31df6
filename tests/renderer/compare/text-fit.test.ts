import { describe, expect, test } from 'vitest';
import { fitted, textWidth, wrapped } from '../../../src-renderer/charts/text-fit.ts';

describe('wrapped()', () => {
  const width = textWidth('Tiny-NewsRec-4 of');
  test('leaves what fits in one line', () => {
    expect(wrapped('Tiny-NewsRec-4', width, 2)).toEqual(['Tiny-NewsRec-4']);
  });
  test('breaks at spaces and after hyphens', () => {
    expect(wrapped('Tiny-NewsRec-4 of two teachers', width, 2)).toEqual([
      'Tiny-NewsRec-4 of',
      'two teachers',
    ]);
    expect(wrapped('distilled-from-four-teachers', width, 2)).toEqual(['distilled-from-', 'four-teachers']);
  });
  test('cuts a word that is longer than a line, and the last line', () => {
    const word = 'x'.repeat(30);
    expect(wrapped(word, width, 2).join('')).toBe(word);
    const long = wrapped('Tiny-NewsRec-4 of two teachers that were trained before', width, 2);
    expect(long).toHaveLength(2);
    expect(long[1]).toBe(fitted('two teachers that were trained before', width));
    expect(long[1]).toMatch(/…$/);
  });
});
