/** Saved tables of a real lab over a filled workspace: from the proposal to the purge of what they were made of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLab, type OpenLab } from '#lab/lab.ts';
import type { PaperCell, RenderedTable } from '#shared/contract/paper-tables.ts';
import { filledExperiment, fillWorkspace } from '#tests/fixtures/filled-workspace.ts';

let workspace: string;
let lab: OpenLab;
beforeEach(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'tnrlab-tables-'));
  fillWorkspace(workspace, [filledExperiment('main')]);
  fillWorkspace(workspace, [filledExperiment('later', 3, 20)], { impressions: 150 });
  lab = await createLab({ workspace });
});
afterEach(async () => {
  await lab.close();
  rmSync(workspace, { recursive: true, force: true });
});

const cellOf = ({ lines }: RenderedTable, row: number, column: number): PaperCell => {
  const line = lines.filter(({ kind }) => kind === 'runs')[row]!;
  return 'cells' in line ? line.cells[column]! : (undefined as never);
};
const withMain = (name = 'Main') =>
  lab.tables.save(name, { ...lab.tables.propose({ experiments: ['main'] }), reference: 'row-1' }, true);

describe('PaperTableDesk', () => {
  it('proposes an experiment as its result table has it, and prints its numbers', () => {
    const { table } = withMain();
    const result = lab.resultTable('main');
    expect(table.lines.map((line) => 'label' in line && line.label)).toEqual(
      result.rows.map(({ method }) => method),
    );
    result.rows.forEach((row, at) => {
      const cell = cellOf(table, at, 2);
      expect(cell.mean).toBe(row.metrics.auc?.mean);
      expect(cell.sd).toBe(row.metrics.auc?.sd);
      expect(cell.repeats.map(({ run }) => run)).toEqual(row.runs);
      expect(cell.repeats.map(({ seed }) => seed)).toEqual(row.seeds);
      expect(cellOf(table, at, 0).mean).toBe(row.layers);
    });
    expect(table.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(table.stale).toEqual([]);
  });

  it('proposes experiments on the same data under their names, each with its rows', () => {
    const { rows, columns } = lab.tables.propose({
      experiments: ['main', 'later'],
      metrics: ['auc', 'layers'],
    });
    expect(rows.filter(({ kind }) => kind === 'heading').map(({ label }) => label)).toEqual([
      'main',
      'later',
    ]);
    expect(columns.map(({ metric }) => metric)).toEqual(['layers', 'parameters', 'auc']);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('proposes chosen runs by recipe, with beginnings of their keys', () => {
    const [first, second] = lab.resultTable('main').rows;
    const keys = [...first!.runs, ...second!.runs];
    const { rows } = lab.tables.propose({ runs: keys.map((key) => key.slice(0, 12)) });
    expect(rows.map(({ label }) => label)).toEqual([first!.method, second!.method]);
    expect(rows[0]?.sources).toEqual([{ runs: first!.runs }]);
    expect(() => lab.tables.propose({ runs: ['nope-nope'] })).toThrow(/no run/);
    const both = lab.tables.propose({ experiments: ['main'], runs: keys });
    const main = lab.tables.propose({ experiments: ['main'] });
    expect(both).toEqual({
      ...main,
      rows: [...main.rows, ...rows.map((row) => ({ ...row, id: `chosen-${row.id}` }))],
    });
    expect(() => lab.tables.propose({})).toThrow(/needs experiments or runs/);
    expect(() => lab.tables.propose({ experiments: ['nope'] })).toThrow(/no experiment/);
  });

  it('keeps tables over a restart, renames them, and does not overwrite', async () => {
    const before = withMain();
    await lab.close();
    lab = await createLab({ workspace });
    expect(lab.tables.get('Main')).toEqual(before);
    expect(() => withMain()).toThrow(/already/);
    expect(lab.tables.rename('Main', 'R&D 1').table.caption).toContain('R&D 1');
    expect(() => lab.tables.get('Main')).toThrow(/no table/);
    withMain();
    expect(() => lab.tables.rename('Main', 'R&D 1')).toThrow(/already/);
    lab.tables.remove('Main');
    expect(lab.tables.list().map(({ name }) => name)).toEqual(['R&D 1']);
  });

  it('prints from its snapshot after runs went to the trash and for good, and says so', () => {
    const { table } = withMain();
    const gone = cellOf(table, 0, 2).repeats.map(({ run }) => run);
    const tex = lab.tables.export({ name: 'Main' }, 'tex').text;
    lab.runs.trash(gone.slice(0, 2));
    expect(lab.tables.get('Main').table.stale).toMatchObject([{ reason: 'trashed', runs: gone.slice(0, 2) }]);
    lab.runs.restore(gone.slice(0, 1));
    expect(lab.tables.get('Main').table.stale[0]?.runs).toEqual([gone[1]]);
    lab.runs.trash(gone);
    expect(lab.runs.purge(gone).purged).toHaveLength(5);
    const after = lab.tables.get('Main').table;
    expect(after.lines).toEqual(table.lines);
    expect(after.runs).toEqual(table.runs);
    expect(after.stale).toMatchObject([{ reason: 'purged', rows: ['row-1'] }]);
    expect(lab.tables.list()[0]?.stale).toEqual(after.stale);
    const exported = lab.tables.export({ name: 'Main' }, 'tex').text;
    expect(exported.split('\n').filter((line) => !line.startsWith('%'))).toEqual(
      tex.split('\n').filter((line) => !line.startsWith('%')),
    );
    expect(exported).toContain('% 5 runs were removed for good');
    const updated = lab.tables.update('Main').table;
    expect(updated.stale).toEqual([]);
    expect(updated.problems.map(({ code }) => code)).toContain('no-runs');
  });

  it('renders an unsaved definition over the snapshot of the saved one, and draws it', () => {
    const { definition } = withMain();
    const shown = lab.tables.render({ name: 'Main', definition: { ...definition, spread: 'none' } });
    expect(cellOf(shown, 0, 2).text.spread).toBeNull();
    expect(lab.tables.get('Main').definition).toEqual(definition);
    for (const kind of ['dots', 'differences', 'efficiency'] as const)
      expect(lab.tables.figure({ name: 'Main' }, { kind }).text).toContain('<svg');
    expect(lab.tables.render({ name: 'Not saved', definition }).name).toBe('Not saved');
  });

  it('keeps the rows of an experiment that is removed', async () => {
    const { table } = withMain();
    await lab.removeExperiment('main');
    const left = lab.tables.get('Main').table;
    expect(left.lines).toEqual(table.lines);
    expect(left.stale.map(({ reason }) => reason)).toEqual(['left']);
    expect(cellOf(lab.tables.update('Main').table, 0, 2).mean).toBe(cellOf(table, 0, 2).mean);
  });

  it('refuses to export or draw columns that mix what means different things, and names them', () => {
    const definition = lab.tables.propose({ experiments: ['main', 'later'] });
    const table = lab.tables.render({ name: 'Both', definition });
    expect(table.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toContain(
      'impressions',
    );
    expect(() => lab.tables.export({ name: 'Both', definition }, 'tex')).toThrow(
      /"Both" is not exported\. AUC \(%\) mixes evaluations of other numbers of impressions: 200, 150/,
    );
    expect(() => lab.tables.figure({ name: 'Both', definition }, { kind: 'dots' })).toThrow(/mixes/);
    const layers = lab.tables.figure({ name: 'Both', definition }, { kind: 'dots', column: 'layers' });
    expect(layers.text).toContain('<svg');
  });
});
