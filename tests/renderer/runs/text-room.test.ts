import { expect, test } from 'vitest';
import { nameEnd } from '../../../src-renderer/runs/text-room.ts';

test('nameEnd() is what tells rows of one sweep apart', () => {
  expect(nameEnd('NewsBERT-2, temperature 4, learning rate 1e-4')).toBe(' temperature 4, learning rate 1e-4');
  expect(nameEnd('NewsBERT-2')).toBe('');
});
