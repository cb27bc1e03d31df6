/** The forms of a rendered table, read back in their own ways. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { exportPaperTable, fileStem } from '#lab/export/paper/export-paper-table.ts';
import { mean } from '#lab/stats/sample.ts';
import { PAPER_FORMATS, type RenderedTable, renderedTableSchema } from '#shared/contract/paper-tables.ts';
import {
  columnOf,
  definitionOf,
  MadeUpRuns,
  render,
  rowOf,
  usualDefinition,
  usualRuns,
} from '#tests/lab/tables/made-up-table.ts';

const usual = render(
  usualDefinition({
    published: 'MIND',
    leftOut: [{ run: 'NewsBERT-4-3-evaluated', reason: 'disk, "full"' }],
  }),
  usualRuns(),
);
const textOf = (table: RenderedTable, format: (typeof PAPER_FORMATS)[number]): string =>
  exportPaperTable(table, format).text;

describe('exportPaperTable()', () => {
  it('names files after the table, whatever it is called', () => {
    expect(exportPaperTable({ ...usual, name: '../R&D: Größe 1' }, 'tex').fileName).toBe('R-D-Gro-e-1.tex');
    expect(fileStem('漢字')).toBe('table');
  });

  it.each(PAPER_FORMATS)('as %s ends with a line break and survives an empty table', (format) => {
    expect(textOf(usual, format)).toMatch(/\n$/);
    expect(() => textOf(render(definitionOf([], []), new MadeUpRuns()), format)).not.toThrow();
  });

  it('as JSON is the rendered table, with each repeat and its run', () => {
    const read = JSON.parse(textOf(usual, 'json')) as RenderedTable;
    const pad = { before: '', decimals: '', spread: '', after: '' };
    for (const line of read.lines)
      if ('cells' in line) for (const cell of line.cells) if (cell) cell.text.pad = pad;
    const parsed = renderedTableSchema.parse(read);
    const line = parsed.lines.find((one) => one.kind === 'runs' && one.id === 'NewsBERT-4');
    const cell = line && 'cells' in line ? line.cells[1]! : null;
    expect(cell?.repeats).toHaveLength(5);
    expect(parsed.runs[cell!.repeats[0]!.run]).toMatchObject({ commit: 'c0ffee', dataset: 'news' });
  });

  it('as CSV has every number at full precision, each repeat by its seed, and what is left out', () => {
    const rows = parse(textOf(usual, 'csv'), { columns: true }) as Record<string, string>[];
    const of = (label: string) => rows.find((one) => one.row === label)!;
    const newsBert = of('NewsBERT-4');
    const values = [1, 2, 4, 5].map((seed) => Number(newsBert[`AUC (%) seed ${seed}`]));
    expect(Number(newsBert['AUC (%) mean'])).toBe(mean(values));
    expect(newsBert['AUC (%) seed 3']).toBe('');
    expect(newsBert['AUC (%) left out']).toMatch(/^seed 3: 0\.70\d+ \(disk, "full"\)$/);
    expect(newsBert['AUC (%)']).toMatch(/^70\.64 ± 0\.06†$/);
    expect(rows.map((one) => one.source)).toContain('published');
    expect(Number(of('Tiny-NewsRec-4')['AUC (%) p_holm'])).toBeLessThan(0.05);
  });

  it('as CSV loses no repeat of a seed that stands twice, and keeps labels from being formulas', () => {
    const runs = new MadeUpRuns().add('=1+1', 1, { auc: 0.6 }).add('=1+1', 1, { auc: 0.7 }, { key: 'again' });
    const table = render(definitionOf([rowOf('=1+1')], [columnOf('auc', { label: '@x' })]), runs);
    const [head, body] = parse(textOf(table, 'csv')) as string[][];
    expect(head).toContain("'@x seed 1 (2)");
    expect(body?.slice(-2)).toEqual(['0.6', '0.7']);
    expect(body?.[1]).toBe("'=1+1");
  });

  it('as Markdown escapes names, and marks best, second, better and published', () => {
    const runs = new MadeUpRuns();
    const hostile = 'a|b *c* _d_ <script> [x](y) `z`';
    [0.7, 0.71, 0.72].forEach((auc, at) => runs.add(hostile, at, { auc }));
    const text = textOf(render(definitionOf([rowOf(hostile)], [columnOf('auc')]), runs), 'md');
    expect(text).toContain('a\\|b \\*c\\* \\_d\\_ &lt;script> \\[x\\](y) \\`z\\`');
    const lines = textOf(usual, 'md').split('\n');
    expect(lines.find((line) => line.includes('Tiny-NewsRec-4'))).toContain('**71.19 ± 0.08**\\*');
    expect(lines.find((line) => line.includes(', published'))).toContain('*71.02 ± 0.07*');
    const bars = lines.filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(bars).size).toBe(1);
  });

  it('as LaTeX has rules and groups of columns, and fills up to the point', () => {
    const runs = new MadeUpRuns();
    [0.071, 0.072, 0.0765].forEach((auc, at) => runs.add('small', at, { auc, mrr: auc }));
    [0.71, 0.72, 0.765].forEach((auc, at) => runs.add('large', at, { auc, mrr: auc }));
    const definition = definitionOf(
      [rowOf('small'), { id: 'r', kind: 'rule' }, rowOf('large')],
      [columnOf('layers'), columnOf('auc', { heading: 'News' }), columnOf('mrr', { heading: 'News' })],
    );
    const text = textOf(render(definition, runs), 'tex');
    expect(text).toContain('& \\multicolumn{2}{c}{News} \\\\');
    expect(text).toContain('\\cmidrule(lr){3-4}');
    expect(text.match(/\\midrule/g)).toHaveLength(2);
    expect(text).toMatch(/small & -- & \\phantom\{0\}7\.3/);
    expect(text.indexOf('\\parbox')).toBeLessThan(text.indexOf('\\end{table}'));
    expect(text).not.toContain('usepackage{' + 'siunitx}');
  });

  it('as LaTeX tells its author, in remarks, what readers need not know', () => {
    const stale = { reason: 'trashed' as const, where: 'Tiny', rows: ['x'], runs: ['y'] };
    const remark = textOf({ ...usual, stale: [stale] }, 'tex')
      .split('\n')
      .filter((line) => line.startsWith('%'));
    expect(remark.at(-1)).toBe('% 1 run is in the trash (Tiny).');
  });

  it('as HTML is a page with a caption, scopes and groups, and no markup of names', () => {
    const runs = usualRuns();
    runs.add('<img src=x onerror=alert(1)>', 1, { auc: 0.5 });
    const definition = definitionOf(
      [
        rowOf('TinyBERT-4'),
        { id: 'h', kind: 'heading', label: '"Group" & more' },
        rowOf('<img src=x onerror=alert(1)>'),
      ],
      [columnOf('auc')],
      { language: 'es' },
    );
    const text = textOf(render(definition, runs, '<b>Name</b>'), 'html');
    expect(text).toMatch(/^<!doctype html>\n<html lang="es">/);
    expect(text).not.toMatch(/<img|<b>/);
    expect(text).toContain('<caption');
    expect(text.match(/<tbody/g)).toHaveLength(2);
    expect(text).toContain('scope="rowgroup"');
    expect(text).toContain('&quot;Group&quot; &amp; more');
  });
});
