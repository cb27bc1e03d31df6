import { expect, test } from 'vitest';
import { fieldsOf } from '#shared/runs/fields.ts';
import { groupRuns } from '#shared/runs/group.ts';
import { makeRun } from '#tests/shared/runs/run-fixture.ts';
import { DEFAULT_ARRANGEMENT } from '../../../src-renderer/runs/arrangement.ts';
import { columnsOf } from '../../../src-renderer/runs/columns.ts';
import { copyText } from '../../../src-renderer/runs/copy-text.ts';
import { repeatsOf } from '../../../src-renderer/runs/repeats.ts';
import { idsOf, keysOf, rowsOf, toggled } from '../../../src-renderer/runs/rows.ts';
import { withRows } from '../../../src-renderer/runs/table-rows.ts';
import { tableDefinitionSchema } from '#shared/contract/paper-tables.ts';

const list = [
  makeRun({ title: 'a\tb | *c*', renamed: true, seed: 1, metrics: { auc: 0.7 } }),
  makeRun({ title: 'plain', renamed: true, seed: 2, metrics: { auc: 0.8 } }),
  makeRun({ title: 'other', renamed: true, seed: 1, recipe: 'r2', metrics: { auc: 0.5 } }),
];
const fields = fieldsOf(list, {});
const plan = { ...DEFAULT_ARRANGEMENT, columns: ['title', 'auc'], pinned: 0 };
const groups = groupRuns(list, {}, ['recipe']);

test('copyText() copies chosen rows with the columns shown, whatever a text holds', () => {
  const columns = columnsOf(plan, fields, list, {});
  const rows = rowsOf(list, undefined, idsOf([]));
  const chosen = (key: string): boolean => key !== list[1]!.key;
  expect(copyText('tsv', rows, columns, chosen, {})).toEqual({
    text: 'Name\tAUC\na b | *c*\t70.00\nother\t50.00\n',
    rows: 2,
  });
  expect(copyText('markdown', rows, columns, chosen, {}).text).toBe(
    '| Name | AUC |\n| --- | ---: |\n| a b \\| \\*c\\* | 70.00 |\n| other | 50.00 |\n',
  );
});

test('copyText() copies groups with their deviation', () => {
  const columns = columnsOf({ ...plan, groupBy: ['recipe'] }, fields, list, {});
  const rows = rowsOf(list, groups, idsOf([]));
  expect(copyText('tsv', rows, columns, () => true, {}).text).toBe(
    'Group\tn\tAUC\nNewsBERT-4\t2\t75.00 ± 7.07\nNewsBERT-4\t1\t50.00\n',
  );
});

test('rowsOf() shows the repeats of open groups, and knows a run that stays as the same line', () => {
  expect(rowsOf(list, undefined, idsOf([]))[1]).toBe(rowsOf(list, undefined, idsOf([]))[1]);
  const open = toggled(idsOf([]), groups[0]!.id);
  const rows = rowsOf(list, groups, open);
  expect(rows.map((row) => ('run' in row ? row.run.seed : keysOf(row).length))).toEqual([2, 1, 2, 1]);
  expect(toggled(open, groups[0]!.id).size).toBe(0);
});

test('repeatsOf() gathers finished results by recipe, under whatever label', () => {
  const chosen = [
    ...list,
    makeRun({ recipe: 'r1', methods: ['another label'], metrics: { auc: 0.6 } }),
    makeRun({ recipe: 'r1', state: 'failed', metrics: { auc: 0.6 } }),
    makeRun({ recipe: 'r3', metrics: {} }),
  ];
  expect(repeatsOf(chosen).map((group) => group.length)).toEqual([3, 1]);
});

test('withRows() adds rows under free ids, and no run twice', () => {
  const row = (id: string, runs: string[]) => ({ id, kind: 'runs' as const, label: id, sources: [{ runs }] });
  const before = tableDefinitionSchema.parse({ rows: [row('row-2', ['aaaaaa'])], columns: [] });
  const { rows } = tableDefinitionSchema.parse({
    rows: [row('row-1', ['aaaaaa', 'bbbbbb']), row('row-2', ['cccccc']), row('row-3', ['aaaaaa'])],
    columns: [],
  });
  const after = withRows(before, rows);
  expect(after.rows.map(({ id, sources }) => [id, sources])).toEqual([
    ['row-2', [{ runs: ['aaaaaa'] }]],
    ['row-3', [{ runs: ['bbbbbb'] }]],
    ['row-4', [{ runs: ['cccccc'] }]],
  ]);
});
