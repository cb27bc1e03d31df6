import { describe, expect, test } from 'vitest';
import {
  addGroups,
  MOST_GROUPS,
  moveGroup,
  moveRun,
  removeGroup,
  renameGroup,
  toggleRun,
  withOptions,
} from '../../../src-renderer/compare/edit.ts';
import type { CompareRoute } from '../../../src-renderer/state/compare-address.ts';

const route: CompareRoute = {
  groups: [['a1', 'a2'], ['b1'], ['c1', '-c2']],
  names: [null, 'B', null],
  against: 1,
};

describe('changes of a comparison', () => {
  test('moveGroup() takes name and reference along', () => {
    expect(moveGroup(route, 1, 0)).toMatchObject({
      groups: [['b1'], ['a1', 'a2'], ['c1', '-c2']],
      names: ['B', null, null],
      against: 0,
    });
    expect(moveGroup(route, 0, -1)).toBe(route);
  });
  test('removeGroup() forgets the reference with its group', () => {
    expect(removeGroup(route, 1).against).toBeUndefined();
    expect(removeGroup(route, 0)).toMatchObject({ names: ['B', null], against: 0 });
  });
  test('the pair looked at follows its groups, and goes with either of them', () => {
    const looked: CompareRoute = { ...route, pair: [2, 0] };
    expect(moveGroup(looked, 2, 0).pair).toEqual([0, 1]);
    expect(removeGroup(looked, 1).pair).toEqual([1, 0]);
    expect(removeGroup(looked, 0).pair).toBeUndefined();
  });
  test('addGroups() stops where the lab does', () => {
    const many = Array.from({ length: 100 }, (_, i) => [`k${i}`]);
    expect(addGroups(route, many).groups).toHaveLength(MOST_GROUPS);
  });
  test('renameGroup() with nothing gives the own name back', () => {
    expect(renameGroup(route, 0, ' ours ').names).toEqual(['ours', 'B', null]);
    expect(renameGroup(route, 1, '  ').names).toEqual([null, null, null]);
  });
  test('toggleRun() leaves out and takes in, but never the last one', () => {
    expect(toggleRun(route, 0, 'a1').groups[0]).toEqual(['-a1', 'a2']);
    expect(toggleRun(route, 2, 'c2').groups[2]).toEqual(['c1', 'c2']);
    expect(toggleRun(route, 1, 'b1')).toBe(route);
  });
  test('moveRun() takes an emptied group away', () => {
    expect(moveRun(route, 1, 'b1', 0)).toMatchObject({
      groups: [
        ['a1', 'a2', 'b1'],
        ['c1', '-c2'],
      ],
    });
    expect(moveRun(route, 0, 'a2', 2).groups).toEqual([['a1'], ['b1'], ['c1', '-c2', 'a2']]);
  });
  test('withOptions() drops what is undefined', () => {
    expect(withOptions({ ...route, margin: 0.1 }, { margin: undefined, metric: 'mrr' })).toEqual({
      ...route,
      metric: 'mrr',
    });
  });
});
