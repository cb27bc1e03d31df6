import { expect, it } from 'vitest';
import { teacherLayer } from '#ml/methods/layer-map.ts';

const mapOf = (k: number, K: number) => Array.from({ length: k }, (_, i) => teacherLayer(i + 1, k, K));

it('teacherLayer() takes the last layer of each block', () => {
  expect(mapOf(4, 12)).toEqual([3, 6, 9, 12]);
  expect(mapOf(2, 12)).toEqual([6, 12]);
  expect(mapOf(1, 12)).toEqual([12]);
  expect(mapOf(3, 3)).toEqual([1, 2, 3]);
});

it('teacherLayer() rounds where the student’s depth does not divide the teacher’s, and stays within it', () => {
  expect(mapOf(4, 6)).toEqual([2, 3, 5, 6]);
  expect(mapOf(4, 2)).toEqual([1, 1, 2, 2]);
});

it('teacherLayer() refuses layers that the student does not have', () => {
  expect(() => teacherLayer(0, 2, 4)).toThrow(RangeError);
  expect(() => teacherLayer(3, 2, 4)).toThrow(RangeError);
});
