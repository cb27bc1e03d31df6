import { describe, expect, test } from 'vitest';
import { type TableDefinition, tableDefinitionSchema } from '#shared/contract/paper-tables.ts';
import * as edits from '../../src-renderer/tables/definition-edits.ts';
import { EditHistory } from '../../src-renderer/tables/edit-history.ts';

const row = (id: string) => ({
  id,
  kind: 'runs' as const,
  label: id.toUpperCase(),
  sources: [{ experiment: 'e', method: id }],
  published: null,
});
const start = (): TableDefinition =>
  tableDefinitionSchema.parse({
    rows: [row('a'), row('b'), row('c')],
    columns: [
      { id: 'auc', metric: 'auc' },
      { id: 'mrr', metric: 'mrr' },
    ],
    reference: 'b',
  });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('moved()', () => {
  test.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, 1, ['a', 'b', 'c']],
    [0, 99, ['b', 'c', 'a']],
    [2, -5, ['c', 'a', 'b']],
    [-1, 0, ['a', 'b', 'c']],
  ])('from %i to %i', (from, to, expected) => {
    expect(edits.moved(['a', 'b', 'c'], from, to)).toEqual(expected);
  });
});

describe('edits of a definition', () => {
  test('leave the former definition as it was', () => {
    const before = start();
    const kept = structuredClone(before);
    for (const edit of [
      edits.moveRow('a', 2),
      edits.removeRow('b'),
      edits.changeRow('a', { label: 'x' }),
      edits.addRows([row('z')]),
      edits.addLine('rule', '', 'b'),
      edits.changeColumn('auc', { label: 'x' }),
      edits.splitColumn('auc', ['one', 'two']),
      edits.leaveOut('run-key', 'why'),
    ])
      edit(before);
    expect(before).toEqual(kept);
  });
  test('moveRow() and moveColumn() move one and keep the others in order', () => {
    expect(ids(edits.moveRow('c', 0)(start()).rows)).toEqual(['c', 'a', 'b']);
    expect(ids(edits.moveColumn('mrr', 0)(start()).columns)).toEqual(['mrr', 'auc']);
    expect(edits.moveRow('none', 0)(start())).toEqual(start());
  });
  test('removeRow() takes the reference away with its row, and only then', () => {
    expect(edits.removeRow('b')(start()).reference).toBeNull();
    expect(edits.removeRow('a')(start()).reference).toBe('b');
    expect(ids(edits.removeRow('a')(start()).rows)).toEqual(['b', 'c']);
  });
  test('addRows() gives rows ids of their own, at the end or after a row', () => {
    expect(ids(edits.addRows([row('a'), row('a')])(start()).rows)).toEqual(['a', 'b', 'c', 'row-1', 'row-2']);
    expect(ids(edits.addRows([row('z')], 'a')(start()).rows)).toEqual(['a', 'row-1', 'b', 'c']);
  });
  test('addLine() puts a heading or a rule above a row', () => {
    const { rows } = edits.addLine('heading', 'Small models', 'b')(start());
    expect(rows[1]).toEqual({
      id: 'heading-1',
      kind: 'heading',
      label: 'Small models',
      sources: [],
      published: null,
    });
    expect(ids(edits.addLine('rule', '')(start()).rows)).toEqual(['a', 'b', 'c', 'rule-1']);
  });
  test('addColumns() may take a metric twice', () => {
    expect(ids(edits.addColumns([{ metric: 'auc' }, { metric: 'layers' }])(start()).columns)).toEqual([
      'auc',
      'mrr',
      'auc-1',
      'layers',
    ]);
  });
  test("addColumns() and splitColumn() take other programs' metrics with names of any length", () => {
    const metric = `Validation/${'x'.repeat(70)}`;
    const added = edits.addColumns([{ metric }, { metric }])(start());
    const { columns } = tableDefinitionSchema.parse(
      edits.splitColumn(added.columns.at(-1)!.id, ['news', 'mind'])(added),
    );
    expect(columns.map((column) => column.metric).slice(2)).toEqual([metric, metric, metric]);
  });
  test('changeColumn() takes out what is emptied', () => {
    const named = edits.changeColumn('auc', { label: 'Area', dataset: 'news' })(start());
    expect(named.columns[0]).toEqual({ id: 'auc', metric: 'auc', label: 'Area', dataset: 'news' });
    const bare = edits.changeColumn('auc', { label: '', dataset: undefined })(named);
    expect(bare.columns[0]).toEqual({ id: 'auc', metric: 'auc' });
  });
  test('splitColumn() gives each dataset its own column in the place of the one', () => {
    const { columns } = edits.splitColumn('auc', ['news', 'mind'])(start());
    expect(columns).toEqual([
      { id: 'auc-1', metric: 'auc', dataset: 'news', heading: 'news' },
      { id: 'auc-2', metric: 'auc', dataset: 'mind', heading: 'mind' },
      { id: 'mrr', metric: 'mrr' },
    ]);
  });
  test('leaveOut() keeps one reason for each run, takeBack() none', () => {
    const once = edits.leaveOut('run-one', 'diverged')(start());
    const twice = edits.leaveOut('run-one', 'loss is NaN')(once);
    expect(twice.leftOut).toEqual([{ run: 'run-one', reason: 'loss is NaN' }]);
    expect(edits.takeBack('run-one')(twice).leftOut).toEqual([]);
  });
  test('every result is a definition that the lab takes', () => {
    const all = [
      edits.addLine('rule', '', 'a'),
      edits.addRows([row('a')]),
      edits.splitColumn('auc', ['x', 'y']),
      edits.changeColumn('mrr', { direction: 'lower' }),
      edits.leaveOut('run-one', 'diverged'),
      edits.change({ reference: null, caption: 'A caption' }),
    ].reduce((definition, edit) => edit(definition), start());
    expect(tableDefinitionSchema.parse(all)).toEqual(all);
  });
});

describe('EditHistory', () => {
  test('undo() and redo() walk through the states, a new edit forgets what was undone', () => {
    const history = new EditHistory<string>();
    history.push('a');
    history.push('b');
    expect(history.undo('c')).toBe('b');
    expect(history.undo('b')).toBe('a');
    expect(history.undo('a')).toBeUndefined();
    expect(history.redo('a')).toBe('b');
    history.push('b');
    expect(history.canRedo).toBe(false);
    expect(history.undo('x')).toBe('b');
  });
  test('typing in one field is one step, until a pause or another field', () => {
    const history = new EditHistory<string>();
    history.push('', 'caption', 0);
    history.push('A', 'caption', 300);
    history.push('AB', 'caption', 600);
    history.push('ABC', 'label', 700);
    history.push('ABCD', 'label', 9000);
    expect(history.undo('x')).toBe('ABCD');
    expect(history.undo('x')).toBe('ABC');
    expect(history.undo('x')).toBe('');
    expect(history.canUndo).toBe(false);
  });
});
