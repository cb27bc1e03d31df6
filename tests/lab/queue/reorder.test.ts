import { describe, expect, test } from 'vitest';
import { inOrder, moved, type Place } from '#lab/queue/reorder.ts';
import type { Priority, QueueTarget } from '#shared/contract/queue.ts';

const line = (...places: [string, Priority, number][]): Place[] =>
  places.map(([name, priority, position]) => ({ name, priority, position }));

/** Names in order after a move, those of another priority than normal with its first letter. */
function after(places: readonly Place[], name: string, to: QueueTarget): string {
  const changed = moved(places, name, to);
  const now = places.map((place) => changed.find((one) => one.name === place.name) ?? place);
  return inOrder(now)
    .map((place) => (place.priority === 'normal' ? place.name : `${place.name}:${place.priority[0]}`))
    .join(' ');
}

describe('moved()', () => {
  const abc = line(['a', 'normal', 2], ['b', 'normal', 5], ['c', 'normal', 9]);

  test('moves within a priority and deals its positions anew', () => {
    expect(after(abc, 'c', { place: 'top' })).toBe('c a b');
    expect(after(abc, 'a', { place: 'bottom' })).toBe('b c a');
    expect(after(abc, 'c', { place: 'before', of: 'b' })).toBe('a c b');
    expect(after(abc, 'a', { place: 'after', of: 'b' })).toBe('b a c');
    expect(moved(abc, 'c', { place: 'before', of: 'b' })).toEqual(
      expect.arrayContaining(line(['c', 'normal', 5], ['b', 'normal', 9])),
    );
  });

  test('takes on the priority of the one it is moved next to', () => {
    const mixed = line(['h', 'high', 7], ['a', 'normal', 1], ['b', 'normal', 3], ['l', 'low', 2]);
    expect(after(mixed, 'b', { place: 'top' })).toBe('b:h h:h a l:l');
    expect(after(mixed, 'h', { place: 'after', of: 'a' })).toBe('a h b l:l');
    expect(after(mixed, 'a', { place: 'bottom' })).toBe('h:h b l:l a:l');
    expect(after(mixed, 'l', { place: 'before', of: 'a' })).toBe('h:h l a b');
  });

  test('changes nothing where nothing moves', () => {
    expect(moved(abc, 'a', { place: 'top' })).toEqual([]);
    expect(moved(abc, 'a', { place: 'before', of: 'a' })).toEqual([]);
    expect(moved(abc.slice(0, 1), 'a', { place: 'bottom' })).toEqual([]);
    expect(moved(abc, 'nobody', { place: 'top' })).toEqual([]);
  });
});
