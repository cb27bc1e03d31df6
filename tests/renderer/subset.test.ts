import { describe, expect, test } from 'vitest';
import { readSubset, type SubsetTexts } from '../../src-renderer/form/subset.ts';
import { datasetOf, TRAINING_DAYS } from './fixture-data.ts';

const parent = datasetOf('sample');
const EMPTY: SubsetTexts = { users: '', first: '', last: '', validates: false, share: '20', seed: '1' };
const read = (texts: Partial<SubsetTexts>) => readSubset({ ...EMPTY, ...texts }, parent, TRAINING_DAYS);

describe('readSubset()', () => {
  test('asks for nothing while the form is empty', () => {
    expect(read({})).toEqual({ subset: undefined, problems: {}, problem: undefined });
  });

  test.each([
    [{ users: '1,200' }, { users: { count: 1200 }, seed: 1 }],
    [
      { users: ' 10 % ', seed: '7' },
      { users: { share: 0.1 }, seed: 7 },
    ],
    [{ first: '2019-11-12' }, { days: { first: '2019-11-12' }, seed: 1 }],
    [
      { first: '2019-11-10', last: '2019-11-12' },
      { days: { first: '2019-11-10', last: '2019-11-12' }, seed: 1 },
    ],
    [{ validates: true }, { validation: { share: 0.2, replaceDev: true }, seed: 1 }],
  ])('reads %j', (texts, subset) => {
    expect(read(texts)).toEqual({ subset, problems: {}, problem: undefined });
  });

  test.each<[Partial<SubsetTexts>, keyof SubsetTexts, RegExp]>([
    [{ users: 'many' }, 'users', /number of users/],
    [{ users: '0' }, 'users', /number of users/],
    [{ users: '100%' }, 'users', /number of users/],
    [{ users: '1201' }, 'users', /There are 1,200 users/],
    [{ first: '2019-11-15' }, 'first', /last training day is 2019-11-14/],
    [{ last: '2019-11-08' }, 'last', /first training day is 2019-11-09/],
    [{ first: '2019-11-12', last: '2019-11-11' }, 'last', /Before the first day/],
    [{ validates: true, share: '100' }, 'share', /below 100/],
    [{ users: '5', seed: '' }, 'seed', /whole number/],
  ])('says what is wrong with %j beside its field', (texts, field, message) => {
    const { subset, problems } = read(texts);
    expect(subset).toBeUndefined();
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(message);
  });
});
