import { describe, expect, it } from 'vitest';
import { logAxis } from '#lab/export/chart-axis.ts';
import { exportEfficiency, renderEfficiency } from '#lab/export/render-efficiency.ts';
import { efficiencyTable } from './efficiency-fixture.ts';

describe('renderEfficiency()', () => {
  it('md has a line per row, dashes where nothing was measured, and the notes', () => {
    const lines = renderEfficiency(efficiencyTable(), 'md').split('\n');
    const cells = (line: string) => line.split('|').map((cell) => cell.trim());
    expect(cells(lines[4]!)).toEqual([
      '',
      'PLM-NR-4 (FT)',
      '4',
      '39.01 M',
      '156',
      '250',
      '0.50',
      '12.3',
      '512',
      '41.0',
      '1,000',
      '69.00',
      '',
    ]);
    expect(cells(lines[5]!).slice(9, 12)).toEqual(['–', '–', '66.00']);
    expect(cells(lines[6]!).slice(3, 12)).toEqual(Array(9).fill('–'));
    expect(lines.at(-2)).toBe('- Timed alone.');
  });

  it('csv has every speed and difference at full precision and keeps labels text', () => {
    const [head, first, , last] = renderEfficiency(efficiencyTable(), 'csv').trimEnd().split('\n');
    const columns = head!.split(',');
    const values = Object.fromEntries(
      first!.match(/("[^"]*"|[^,]*)(,|$)/g)!.map((v, i) => [columns[i], v.replace(/,$/, '')]),
    );
    expect(values).toMatchObject({
      method: 'PLM-NR-4 (FT)',
      news_per_second_batch_1: '125',
      cold_news_per_second_batch_32: '25',
      rank_p95_ms: '12.34',
      onnx_int8_bytes: '41000000',
      onnx_int8_smallest_cosine: '0.999',
      auc_n: '2',
    });
    expect(last!.startsWith("'=Later,")).toBe(true);
  });

  it('tex escapes labels and has one cell for each column', () => {
    const tex = renderEfficiency(efficiencyTable(), 'tex');
    const row = tex.split('\n').find((line) => line.includes('Tiny'))!;
    expect(row).toContain('Tiny \\textless{}1\\textgreater{} \\& co &');
    expect(row.match(/(?<!\\)&/g)).toHaveLength(10);
    expect(tex).toContain('\\begin{tabular}{lrrrrrrrrrr}');
  });

  it('json is the table itself', () => {
    expect(JSON.parse(renderEfficiency(efficiencyTable(), 'json'))).toEqual(efficiencyTable());
  });

  it('svg has one labelled point for each measured row with an AUC, faster ones further right', () => {
    const svg = renderEfficiency(efficiencyTable(), 'svg');
    const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(points).toHaveLength(2);
    expect(points[1]![0]).toBeGreaterThan(points[0]![0]!);
    expect(points[1]![1]).toBeGreaterThan(points[0]![1]!); // a lower AUC stands lower
    expect(svg).toContain('Tiny &lt;1&gt; &amp; co</text>');
    expect(svg).not.toContain('Later');
  });

  it('svg without a measurement says so', () => {
    expect(renderEfficiency({ ...efficiencyTable(), rows: [] }, 'svg')).toContain('No row is measured yet.');
  });

  it('svg keeps the names of rows at one place apart', () => {
    const table = efficiencyTable();
    const twice = { ...table, rows: ['a', 'b', 'c'].map((method) => ({ ...table.rows[0]!, method })) };
    const names = [
      ...renderEfficiency(twice, 'svg').matchAll(/<text x="([\d.]+)" y="([\d.]+)" text-anchor="\w+">[abc]</g),
    ];
    expect(new Set(names.map(([, x, y]) => `${x} ${y}`)).size).toBe(3);
  });
});

it('exportEfficiency() names the file after the experiment', () => {
  expect(exportEfficiency(efficiencyTable(), 'tex')).toMatchObject({
    fileName: 'demo-efficiency.tex',
    mediaType: 'application/x-tex',
  });
});

describe('logAxis()', () => {
  it('goes from tick to tick around the values', () => {
    expect(logAxis([250, 12_000])).toEqual({
      low: 200,
      high: 20_000,
      ticks: [200, 500, 1000, 2000, 5000, 10_000, 20_000],
    });
  });
  it('has a span even for one value, at a tick or between', () => {
    expect(logAxis([1000])).toMatchObject({ low: 1000, high: 2000 });
    expect(logAxis([0.03])).toMatchObject({ low: 0.02, high: 0.05 });
  });
  it('has powers of ten only over many of them, and refuses nothing', () => {
    expect(logAxis([1, 1e6]).ticks).toEqual([1, 10, 100, 1000, 1e4, 1e5, 1e6]);
    expect(() => logAxis([0, NaN])).toThrow(RangeError);
  });
});
