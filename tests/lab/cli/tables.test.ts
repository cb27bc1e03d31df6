/** `tnrlab tables` over a filled workspace: results, JSON, files and exit codes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#lab/cli/program.ts';
import type { PaperFigure, RenderedTable, SavedTable, TableListRow } from '#shared/contract/paper-tables.ts';
import { filledExperiment, fillWorkspace } from '#tests/fixtures/filled-workspace.ts';
import { recordingIo } from './recording-io.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-cli-tables-'));
  fillWorkspace(path.join(folder, 'workspace'), [filledExperiment('main'), filledExperiment('later', 3, 20)]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo();
  const code = await runCli([...args, '--workspace', path.join(folder, 'workspace')], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}
const NAME = 'R&D: main_results';

describe('tnrlab tables', () => {
  it('says how to begin where there is none', async () => {
    const { code, out } = await run('tables');
    expect([code, out]).toEqual([0, expect.stringContaining('tnrlab tables new')]);
  });

  it('new: makes a table of experiments once, and tells what is wrong with what was asked for', async () => {
    const made = await run('tables', 'new', NAME, '--experiment', 'main', '--reference', 'PLM-NR-4 (FT)');
    expect(made).toMatchObject({ code: 0, out: `Made the table "${NAME}": 4 rows, 6 columns, 20 runs.\n` });
    expect((await run('tables', 'new', NAME, '--experiment', 'main')).code).toBe(4);
    expect((await run('tables', 'new', 'x', '--experiment', 'nope')).code).toBe(3);
    const wrong = await run('tables', 'new', 'x', '--experiment', 'main', '--reference', 'nope');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('there are PLM-NR-4 (FT)');
    expect((await run('tables', 'new', 'x')).code).toBe(2);
    const both = await run(
      'tables',
      'new',
      'Both',
      '--experiment',
      'main',
      '--experiment',
      'later',
      '--metric',
      'auc',
      '--json',
    );
    const { table } = JSON.parse(both.out) as SavedTable;
    expect(table.columns.map(({ metric }) => metric)).toEqual(['layers', 'parameters', 'auc']);
  });

  it('lists tables as text and as JSON', async () => {
    expect((await run('tables')).out).toMatch(
      /^Table +State +Rows[^]*R&D: main_results +current +4 +6 +20 +main/,
    );
    const rows = JSON.parse((await run('tables', 'list', '--json')).out) as TableListRow[];
    expect(rows.map(({ name }) => name).sort()).toEqual(['Both', NAME]);
  });

  it('show: prints each form, or writes a file', async () => {
    expect((await run('tables', 'show', NAME)).out).toMatch(/^\*\*R&amp;D: main\\_results/);
    expect((await run('tables', 'show', NAME, '--format', 'csv')).out).toMatch(/^section,row,source,/);
    expect((await run('tables', 'show', NAME, '--format', 'html')).out).toMatch(/^<!doctype html>/);
    const table = JSON.parse((await run('tables', 'show', NAME, '--json')).out) as RenderedTable;
    expect(table.reference).toBe('row-1');
    const file = path.join(folder, 'out', 'main.tex');
    const written = await run('tables', 'show', NAME, '--format', 'tex', '--out', file);
    expect([written.code, written.out]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).toContain('\\caption{R\\&D: main\\_results');
    expect((await run('tables', 'show', 'nope')).code).toBe(3);
    expect((await run('tables', 'show', NAME, '--format', 'docx')).code).toBe(2);
  });

  it('figure: draws each kind in each size', async () => {
    const { code, out } = await run('tables', 'figure', NAME, '--kind', 'differences', '--size', 'double');
    expect([code, out.slice(0, 4)]).toEqual([0, '<svg']);
    expect(out).toContain('width="174mm"');
    const drawn = JSON.parse((await run('tables', 'figure', NAME, '--json')).out) as PaperFigure;
    expect(drawn).toMatchObject({
      width: expect.closeTo(84) as number,
      fileName: 'R-D-main_results-dots.svg',
    });
    expect((await run('tables', 'figure', NAME, '--column', 'nope')).code).toBe(2);
    expect((await run('tables', 'figure', 'Both', '--kind', 'differences')).err).toContain('reference row');
  });

  it('set: chooses the reference row of a table that is there, or none', async () => {
    const referenceIn = async (): Promise<string | null> =>
      (JSON.parse((await run('tables', 'show', NAME, '--json')).out) as RenderedTable).reference;
    const set = await run('tables', 'set', NAME, '--reference', 'PLM-NR-4 (DP)');
    expect(set).toMatchObject({ code: 0, out: `The rows of "${NAME}" are tested against PLM-NR-4 (DP).\n` });
    expect(await referenceIn()).toBe('row-2');
    const wrong = await run('tables', 'set', NAME, '--reference', 'nope');
    expect([wrong.code, await referenceIn()]).toEqual([2, 'row-2']);
    expect((await run('tables', 'set', NAME, '--no-reference')).code).toBe(0);
    expect(await referenceIn()).toBeNull();
    expect((await run('tables', 'set', NAME)).err).toContain('--reference ROW');
    expect((await run('tables', 'set', 'nope', '--no-reference')).code).toBe(3);
  });

  it('update, rename and remove: change the table and leave its runs', async () => {
    expect((await run('tables', 'update', NAME)).out).toContain('4 rows, 6 columns, 20 runs');
    expect((await run('tables', 'rename', NAME, 'Both')).code).toBe(4);
    expect((await run('tables', 'rename', NAME, 'Table 2')).code).toBe(0);
    expect((await run('tables', 'remove', 'Table 2')).out).toBe('Removed Table 2.\n');
    expect((await run('tables', 'remove', 'Table 2')).code).toBe(3);
    expect((await run('table', 'main')).code).toBe(0);
  });
});
