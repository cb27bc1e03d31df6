import { expect, test } from 'vitest';
import { ByteIndex } from '#data/mind/byte-index.ts';
import { IdSet } from '#data/mind/id-set.ts';

/** Ids of every kind: letter and number, leading zeros, other letters, near the limits of the slots, and long ones. */
function mixedIds(): string[] {
  const ids = [
    'N0',
    'N',
    'N00',
    'N01',
    'M1',
    '',
    'é',
    'N4194303',
    'N4194304',
    'N12345678',
    'a'.repeat(11),
    'a'.repeat(12),
  ];
  for (let i = 1; i < 30_000; i++) {
    ids.push(
      `N${i * 7}`,
      `U${i}`,
      `0${i}`,
      `${i}-${i}`,
      `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`,
    );
  }
  return ids;
}

test('ByteIndex numbers ids in the order of their appearance, as a Map does', () => {
  const index = new ByteIndex();
  const expected = new Map<string, number>();
  const ids = ['N5', ...mixedIds()];
  const wrong: string[] = [];
  for (const id of [...ids, ...ids]) {
    if (!expected.has(id)) expected.set(id, expected.size);
    const bytes = Buffer.from(`<${id}>`);
    if (index.add(bytes, 1, bytes.length - 1) !== expected.get(id)) wrong.push(id);
  }
  for (const [id, number] of expected) {
    if (index.find(Buffer.from(id), 0, Buffer.byteLength(id)) !== number) wrong.push(id);
  }
  expect(wrong).toEqual([]);
  expect(index.size).toBe(expected.size);
  for (const id of ['N30000000', 'N6', 'X1', 'b'.repeat(12), 'b'.repeat(40)]) {
    expect(index.find(Buffer.from(id), 0, id.length)).toBe(-1);
  }
});

test('IdSet tells new ids from known ones, as a Set does', () => {
  const seen = new IdSet();
  const expected = new Set<string>();
  const ids = ['0', '00', '7', '07', '999999999', '1000000000', ...mixedIds()];
  const wrong: string[] = [];
  for (const id of [...ids, ...ids]) {
    if (seen.add(Buffer.from(id), 0, Buffer.byteLength(id)) === expected.has(id)) wrong.push(id);
    expected.add(id);
  }
  expect(wrong).toEqual([]);
});
