import { expect, test } from 'vitest';
import { fieldsOf } from '#shared/runs/fields.ts';
import { makeRun } from '#tests/shared/runs/run-fixture.ts';
import { DEFAULT_ARRANGEMENT } from '../../../src-renderer/runs/arrangement.ts';
import { digitsOf } from '../../../src-renderer/runs/column-digits.ts';
import {
  columnsOf,
  type ColumnPlan,
  edgesOf,
  isNumberField,
  LEAD_WIDTH,
} from '../../../src-renderer/runs/columns.ts';

const list = [
  makeRun({ metrics: { auc: 0.7, finalLoss: 1.25 } }),
  makeRun({ metrics: { auc: 0.6, finalLoss: 0.5 }, recipe: 'r2' }),
];
const recipes = { r1: { 'fine-tune.lr': 1e-5 }, r2: { 'fine-tune.lr': 0.5 } };
const fields = fieldsOf(list, recipes);
const columns = (part: Partial<ColumnPlan>) =>
  columnsOf({ ...DEFAULT_ARRANGEMENT, pinned: 0, ...part }, fields, list, recipes);

test('columnsOf() keeps the order, pins from the left, and leaves out what no run has', () => {
  const made = columns({ columns: ['title', 'auc', 'gone', 'seed'], pinned: 2, widths: { title: 100 } });
  expect(made.map(({ id, left }) => [id, left])).toEqual([
    ['title', LEAD_WIDTH],
    ['auc', LEAD_WIDTH + 100],
    ['seed', undefined],
  ]);
  expect(edgesOf(made.slice(2), 10)).toEqual([10, 10 + made[2]!.width]);
});

test('columnsOf() begins groups with what they are and how many, and gives means room for the spread', () => {
  const wanted = ['starred', 'title', 'method', 'auc', 'seed'];
  const flat = columns({ columns: wanted, pinned: 2, widths: { auc: 90 } });
  const grouped = columns({ columns: wanted, pinned: 2, widths: { auc: 90 }, groupBy: ['recipe'] });
  expect(grouped.map(({ id }) => id)).toEqual(['group', 'n', 'auc', 'seed']);
  expect(grouped.filter(({ left }) => left !== undefined).map(({ id }) => id)).toEqual(['group', 'n']);
  const [before, after] = [flat, grouped].map((all) => all.find(({ id }) => id === 'auc')!);
  expect(before).toMatchObject({ width: 90, hasSpread: false, room: 0 });
  expect(after!.width - after!.room).toBe(90);
  expect(after).toMatchObject({ hasSpread: true });
  const ranged = columns({ columns: wanted, groupBy: ['layers'], ranges: true });
  expect(ranged.map(({ id }) => id)).toEqual(['group', 'n', 'method', 'auc', 'seed']);
  expect(ranged[3]!.room).toBeGreaterThan(after!.room);
});

test('digitsOf() gives a column one number of digits, and numbers too far apart their own', () => {
  expect(digitsOf([1, 20, 300])).toEqual({ form: 'fixed', digits: 0 });
  expect(digitsOf([0.5, 1.25])).toEqual({ form: 'fixed', digits: 3 });
  expect(digitsOf([0.05, 0.0625])).toEqual({ form: 'fixed', digits: 5 });
  expect(digitsOf([1e-5, 0.5])).toEqual({ form: 'own', digits: 1 });
  expect(digitsOf([])).toEqual({ form: 'fixed', digits: 0 });
});

test('isNumberField() tells what begins with the largest', () => {
  expect(['auc', 'started', 'starred', 'seed'].every((id) => isNumberField(id, fields))).toBe(true);
  expect(['title', 'tags', 'none'].some((id) => isNumberField(id, fields))).toBe(false);
});
