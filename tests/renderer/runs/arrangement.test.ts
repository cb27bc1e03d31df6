import { describe, expect, test } from 'vitest';
import {
  type Arrangement,
  DEFAULT_ARRANGEMENT,
  moveColumn,
  readArrangement,
  sortBy,
  toggleColumn,
  togglePinned,
} from '../../../src-renderer/runs/arrangement.ts';

const made = (part: Partial<Arrangement> = {}): Arrangement => ({
  ...DEFAULT_ARRANGEMENT,
  columns: ['a', 'b', 'c', 'd'],
  pinned: 2,
  sorts: [],
  ...part,
});
const columns = ({ columns: order, pinned }: Arrangement): string =>
  `${order.slice(0, pinned).join('')}|${order.slice(pinned).join('')}`;

describe('columns of an arrangement', () => {
  test('moveColumn() changes the side where the border is crossed, and keeps to the ends', () => {
    expect(columns(moveColumn(made(), 'c', 0))).toBe('cab|d');
    expect(columns(moveColumn(made(), 'a', 3))).toBe('b|cda');
    expect(columns(moveColumn(made(), 'a', 1))).toBe('ba|cd');
    expect(columns(moveColumn(made(), 'd', 99))).toBe('ab|cd');
    expect(columns(moveColumn(made(), 'd', -1))).toBe('dab|c');
    expect(columns(moveColumn(made(), 'none', 0))).toBe('ab|cd');
  });
  test('togglePinned() puts a column at the border', () => {
    expect(columns(togglePinned(made(), 'd'))).toBe('abd|c');
    expect(columns(togglePinned(made(), 'a'))).toBe('b|acd');
  });
  test('toggleColumn() adds at the end, and leaves the last one', () => {
    expect(columns(toggleColumn(made(), 'e'))).toBe('ab|cde');
    expect(columns(toggleColumn(made(), 'a'))).toBe('b|cd');
    const one = made({ columns: ['a'], pinned: 0 });
    expect(toggleColumn(one, 'a')).toBe(one);
  });
});

describe('sortBy()', () => {
  const step = (sorts: Arrangement['sorts'], field: string, add: boolean): string =>
    sortBy(made({ sorts }), field, field === 'auc', add)
      .sorts.map((sort) => `${sort.field}${sort.descending ? '-' : '+'}`)
      .join(' ');
  test('goes round: first way, turned, none', () => {
    expect(step([], 'auc', false)).toBe('auc-');
    expect(step([{ field: 'auc', descending: true }], 'auc', false)).toBe('auc+');
    expect(step([{ field: 'auc', descending: false }], 'auc', false)).toBe('');
  });
  test('takes the place of others, or comes after them', () => {
    const before = [{ field: 'method', descending: false }];
    expect(step(before, 'auc', false)).toBe('auc-');
    expect(step(before, 'auc', true)).toBe('method+ auc-');
    expect(step([...before, { field: 'auc', descending: true }], 'method', true)).toBe('method- auc-');
    expect(step([...before, { field: 'auc', descending: false }], 'auc', true)).toBe('method+');
  });
});

describe('readArrangement()', () => {
  test('reads what was saved, also before ranges were', () => {
    const { ranges, ...older } = made();
    expect(ranges).toBe(false);
    expect(readArrangement(JSON.parse(JSON.stringify(older)))).toEqual(made());
  });
  test.each([null, {}, { ...made(), columns: [] }, { ...made(), stages: 'none' }])(
    'takes nothing from %j',
    (value) => {
      expect(readArrangement(value)).toBeUndefined();
    },
  );
});
