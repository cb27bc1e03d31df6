/** Exports with published values, read back in their own forms. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderTable } from '#lab/export/render-table.ts';
import { METRICS, type PublishedRow, resultTableSchema } from '#shared/contract/tables.ts';
import { findOnPath } from '#tests/e2e/machine.ts';
import { row, table } from './result-table-fixture.ts';

const published = (id: string, auc: number, sd: number | null): PublishedRow => ({
  row: id,
  metrics: { auc: { mean: auc, sd }, mrr: { mean: 0.3605, sd }, ndcg5: null, ndcg10: { mean: 0.45, sd } },
});
const words = 'published, MIND, test split, 5 repeats';
const NASTY = 'a, "b" & c_%$#{}\\~^|<x>*';

const beside = table(
  [
    {
      ...row('PLM-NR-6 (DP)', [0.61, 0.62, 0.63], 6),
      published: published('PLM-NR-12 (DP)', 0.7102, 0.0007),
    },
    { ...row(NASTY, [0.6, 0.61, 0.62]), published: published('MT-BERT-4', 0.6851, null) },
    row('not in the paper', [0.58, 0.59, 0.6]),
  ],
  {
    dataset: 'sample_1',
    split: 'dev',
    published: {
      dataset: 'MIND',
      split: 'test',
      repeats: 5,
      source: 'The paper',
      order: { rows: 3, rho: 0.5 },
    },
    notes: ["Order of rows against the paper's (MIND): Spearman rho 0.50 over 3 rows (mean AUC)."],
  },
);

/** Fields of lines that end with a line break; quotes double. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const readMarkdown = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

describe('renderTable() with published values', () => {
  it('as CSV has them in columns of their own, beside what our row was measured on', () => {
    const [head = [], ...lines] = readCsv(renderTable(beside, 'csv'));
    expect(lines.every((line) => line.length === head.length)).toBe(true);
    const read = lines.map((line) => Object.fromEntries(line.map((value, at) => [head[at], value])));
    expect(read[0]).toMatchObject({
      method: 'PLM-NR-6 (DP)',
      auc_mean: '0.62',
      dataset: 'sample_1',
      split: 'dev',
      published_row: 'PLM-NR-12 (DP)',
      published_dataset: 'MIND',
      published_split: 'test',
      published_repeats: '5',
      published_auc_mean: '0.7102',
      published_auc_sd: '0.0007',
      published_ndcg5_mean: '',
    });
    expect(read[1]).toMatchObject({ method: NASTY, published_auc_mean: '0.6851', published_auc_sd: '' });
    expect(read[2]).toMatchObject({ dataset: 'sample_1', published_row: '', published_auc_mean: '' });
  });

  it('as JSON has them apart from our metrics', () => {
    const read = JSON.parse(renderTable(beside, 'json')) as {
      rows: { metrics: unknown; published?: unknown }[];
      published: unknown;
    };
    expect(read.published).toEqual(beside.published);
    expect(read.rows.map((one) => one.published)).toEqual(beside.rows.map((one) => one.published));
    expect(read.rows[0]?.metrics).toMatchObject({ auc: { mean: 0.62, n: 3 } });
    expect(resultTableSchema.shape.published.parse(read.published)).toEqual(beside.published);
  });

  it('as Markdown has a line below ours, both with their data', () => {
    const [head = [], , ours, theirs, , second, third] = readMarkdown(renderTable(beside, 'md'));
    expect(head).toEqual(['Method', 'Layers', 'Size', 'Data', 'AUC', 'MRR', 'nDCG@5', 'nDCG@10']);
    expect(ours?.slice(3, 5)).toEqual(['sample\\_1, dev split', '**62.00 ± 1.00**']);
    expect(theirs).toEqual([
      '*PLM-NR-12 (DP)*',
      '',
      '',
      `*${words}*`,
      '*71.02 ± 0.07*',
      '*36.05 ± 0.07*',
      '',
      '*45.00 ± 0.07*',
    ]);
    expect(second?.[4]).toBe('*68.51*');
    expect(third).toHaveLength(head.length);
  });

  it('as LaTeX has a line below ours, both with their data', () => {
    const lines = renderTable(beside, 'tex').split('\n');
    expect(lines.join('\n')).toContain('\\textsuperscript{a} measured on sample\\_1, dev split.');
    const at = lines.findIndex((line) => line.includes('PLM-NR-6 (DP)'));
    expect(lines[at]).toContain('PLM-NR-6 (DP)\\textsuperscript{a} & 6 & 39.01\\,M & \\textbf{62.00}');
    expect(lines[at + 1]).toBe(
      `    \\multicolumn{3}{l}{\\enspace\\scriptsize\\itshape PLM-NR-12 (DP), ${words}} & ${METRICS.map(
        (metric) =>
          ({
            auc: '\\textit{71.02{\\scriptsize\\,$\\pm$\\,0.07}}',
            mrr: '\\textit{36.05{\\scriptsize\\,$\\pm$\\,0.07}}',
            ndcg5: '',
            ndcg10: '\\textit{45.00{\\scriptsize\\,$\\pm$\\,0.07}}',
          })[metric],
      ).join(' & ')} \\\\`,
    );
  });

  it('as SVG has a tick for each, and says whose it is', () => {
    const svg = renderTable(beside, 'svg');
    expect(svg.match(/class="published"/g)).toHaveLength(2);
    expect(svg).toContain('<title>PLM-NR-12 (DP), published: 71.02 ± 0.07</title>');
    expect(svg).toContain(`Grey tick: ${words}.`);
  });

  it('never marks a published value, and never lets it take a mark from ours', () => {
    const plain = {
      ...beside,
      published: undefined,
      rows: beside.rows.map((one) => ({ ...one, published: undefined })),
    };
    for (const format of ['md', 'tex'] as const) {
      const marks = (text: string) => text.match(/(\*\*|<u>|\\textbf\{|\\underline\{)\d+\.\d+/g);
      expect(marks(renderTable(beside, format))).toEqual(marks(renderTable(plain, format)));
    }
  });

  it('ends in every form with the comparison of orders', () => {
    expect(renderTable(beside, 'md')).toContain('Spearman rho 0.50 over 3 rows');
    expect(renderTable(beside, 'tex')).toContain('Spearman rho 0.50 over 3 rows');
    expect(renderTable(beside, 'json')).toContain('Spearman rho 0.50 over 3 rows');
  });
});

const pdflatex = findOnPath('pdflatex');

describe.skipIf(!pdflatex)(
  `tableLatex()${pdflatex ? '' : ' (skipped: pdflatex is not on this machine)'}`,
  () => {
    it('compiles within the width of the text, with names of special characters', () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-latex-'));
      try {
        const head =
          '\\documentclass[a4paper]{article}\\usepackage[utf8]{inputenc}\\usepackage[margin=2.5cm]{geometry}\\usepackage{booktabs}';
        const source = `${head}\\begin{document}\n${renderTable(beside, 'tex')}\\end{document}\n`;
        writeFileSync(path.join(folder, 'table.tex'), source);
        const log = execFileSync(pdflatex!, ['-interaction=nonstopmode', '-halt-on-error', 'table.tex'], {
          cwd: folder,
          encoding: 'utf8',
        });
        expect(log).toContain('Output written on table.pdf');
        expect(log).not.toContain('Overfull');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);
