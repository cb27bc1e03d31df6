import { describe, expect, it } from 'vitest';
import { roundAxis } from '#lab/export/chart-axis.ts';
import { chartSvg } from '#lab/export/chart-svg.ts';
import { escapeLatex } from '#lab/export/latex-text.ts';
import { exportTable, renderTable } from '#lab/export/render-table.ts';
import { row, table } from './result-table-fixture.ts';

const plain = table([
  row('PLM-NR-4 (FT)', [0.61, 0.62, 0.63], 4, 53_182_370),
  row('PLM-NR-4 (DP)', [0.7, 0.71, 0.72], 4, 53_182_370),
  row('Tiny-NewsRec-2', [0.72, 0.73, 0.74]),
]);
const nasty = table([row('=1+1|<script>&"_%$#{}\\~^', [0.5, 0.6]), row('b\n\\end{table}', [])], {
  complete: false,
});

describe('renderTable() as Markdown', () => {
  const lines = renderTable(plain, 'md').split('\n');

  it('aligns every line of the table to one width', () => {
    const grid = lines.filter((line) => line.startsWith('|'));
    expect(grid).toHaveLength(5);
    expect(new Set(grid.map((line) => [...line].length)).size).toBe(1);
  });

  it('marks best and second and tells the best reachable AUC', () => {
    expect(lines.join('\n')).toContain('**73.00 ± 1.00**');
    expect(lines.join('\n')).toContain('<u>71.00 ± 1.00</u>');
    expect(lines.join('\n')).toContain('Best reachable AUC of this dataset: 85.81.');
  });

  it('does not underline the other one of two', () => {
    const text = renderTable(table([row('a', [0.6, 0.62]), row('b', [0.7, 0.72])]), 'md');
    expect(text).toContain('**71.00');
    expect(text).not.toContain('<u>');
  });

  it('keeps names from breaking the table', () => {
    const text = renderTable(nasty, 'md');
    expect(text).toContain('=1+1\\|&lt;script>&amp;');
    expect(text).toContain('b \\\\end{table}');
    expect(text).toContain('Not complete');
  });
});

describe('renderTable() as CSV', () => {
  it('gives every single value in the column of its seed at full precision', () => {
    const [head, , , third] = renderTable(
      table([row('a', [0.1]), row('b', [0.2]), row('c', [0.3, 1 / 3])]),
      'csv',
    ).split('\n');
    const columns = head?.split(',') ?? [];
    expect(columns.slice(0, 6)).toEqual(['method', 'layers', 'parameters', 'auc_mean', 'auc_sd', 'auc_n']);
    expect(third?.split(',')[columns.indexOf('auc_seed_2')]).toBe(String(1 / 3));
  });

  it('does not let a name become a formula', () => {
    expect(renderTable(nasty, 'csv').split('\n')[1]).toMatch(/^"'=1\+1/);
  });
});

describe('renderTable() as LaTeX', () => {
  it('escapes every special character', () => {
    expect(escapeLatex('& % _ $ # { } \\ ~ ^')).toBe(
      '\\& \\% \\_ \\$ \\# \\{ \\} \\textbackslash{} \\textasciitilde{} \\textasciicircum{}',
    );
    expect(renderTable(nasty, 'tex').match(/\\end\{table\}/g)).toHaveLength(1);
  });

  it('prints mean and deviation in percent with marks', () => {
    const text = renderTable(plain, 'tex');
    expect(text).toContain(
      'PLM-NR-4 (DP) & 4 & 53.18\\,M & \\underline{71.00}{\\scriptsize\\,$\\pm$\\,1.00}',
    );
    expect(text).toContain('\\textbf{73.00}{\\scriptsize\\,$\\pm$\\,1.00}');
    expect(text).toContain('3 runs per method');
  });

  it('adds a column of runs where they differ', () => {
    expect(renderTable(nasty, 'tex')).toContain('Size & Runs & AUC');
  });
});

describe('renderTable() as JSON', () => {
  it('has the shape that scripts rely on', () => {
    const parsed = JSON.parse(renderTable(plain, 'json')) as { experiment: string; rows: unknown[] };
    expect(parsed.experiment).toBe('demo');
    expect(parsed.rows[2]).toMatchObject({
      method: 'Tiny-NewsRec-2',
      layers: 2,
      parameters: 39_006_626,
      metrics: { auc: { n: 3, values: [0.72, 0.73, 0.74] }, mrr: {}, ndcg5: {}, ndcg10: {} },
    });
  });

  it('writes null for a metric without runs', () => {
    const parsed = JSON.parse(renderTable(nasty, 'json')) as { rows: { metrics: { auc: unknown } }[] };
    expect(parsed.rows[1]?.metrics.auc).toBeNull();
  });
});

describe('chartSvg()', () => {
  it('draws every repeat, every mean and the best reachable AUC', () => {
    const svg = chartSvg(plain);
    expect(svg.match(/<circle/g)).toHaveLength(9);
    expect(svg.match(/<path/g)).toHaveLength(3);
    expect(svg).toContain('best reachable 85.81');
    expect(svg).toContain('AUC (%)');
  });

  it('escapes names and says where nothing is measured yet', () => {
    const svg = chartSvg(nasty);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('no result yet');
  });

  it('stays a picture without any result', () => {
    expect(chartSvg(table([row('a', [])], { bestAuc: null }))).toContain('</svg>');
  });
});

describe('roundAxis()', () => {
  it('takes round steps that hold every value', () => {
    expect(roundAxis([61.3, 85.8])).toEqual({
      low: 60,
      high: 90,
      ticks: [60, 65, 70, 75, 80, 85, 90],
      decimals: 0,
    });
    expect(roundAxis([70.02, 70.31]).decimals).toBe(2);
  });

  it('gives a single value some room', () => {
    const axis = roundAxis([70]);
    expect(axis.low).toBeLessThanOrEqual(70);
    expect(axis.high).toBeGreaterThanOrEqual(70);
    expect(axis.high).toBeGreaterThan(axis.low);
  });
});

describe('exportTable()', () => {
  it('names the file after the experiment', () => {
    expect(exportTable(plain, 'svg')).toMatchObject({ fileName: 'demo.svg', mediaType: 'image/svg+xml' });
  });
});
