import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { methodSchema } from '#shared/config/methods.ts';
import { PUBLISHED_ROWS } from '#shared/config/published-rows.ts';
import { PUBLISHED_DATASETS, resultTableSchema } from '#shared/contract/tables.ts';
import { besidePublished, publishedRowOf } from '#lab/published/beside-published.ts';
import { readPaperResults } from '#lab/published/paper-results.ts';
import { row, table } from '#tests/lab/export/result-table-fixture.ts';
import { noteWords } from '#shared/note-words.ts';

const paper = readPaperResults(path.resolve('resources/paper-results.json'));
const plmNr = (variant: string, layers: number, more: object = {}) =>
  methodSchema.parse({ method: 'PLM-NR', variant, layers, ...more });

describe('readPaperResults()', () => {
  it('gives shares with their standard deviations by column', () => {
    expect(paper.columns.MIND.get('Tiny-NewsRec-4')?.auc).toEqual({ mean: 0.7119, sd: 0.0008 });
    expect(paper.columns.Feeds.get('PLM-NR-12 (DP)')).toEqual({
      auc: { mean: 0.6937, sd: 0.001 },
      mrr: { mean: 0.3574, sd: 0.0011 },
      ndcg5: null,
      ndcg10: { mean: 0.4645, sd: 0.0011 },
    });
  });

  it('has the rows with several teachers on Feeds alone, without deviations', () => {
    expect(paper.columns.Feeds.get('TinyBERT-MT-4')?.auc).toEqual({ mean: 0.6887, sd: null });
    expect(paper.columns.MIND.has('TinyBERT-MT-4')).toBe(false);
    expect(paper.columns.MIND.size).toBe(16);
    expect(paper.columns.Feeds.size).toBe(PUBLISHED_ROWS.length);
  });

  it('keeps the deviations of the row that both tables have', () => {
    expect(paper.columns.Feeds.get('Tiny-NewsRec-4')?.auc?.sd).not.toBeNull();
  });
});

describe('publishedRowOf()', () => {
  it('takes the row a method names', () => {
    expect(publishedRowOf(plmNr('DP', 6, { published: 'PLM-NR-12 (DP)' }))).toBe('PLM-NR-12 (DP)');
  });

  it('takes the row of the same name', () => {
    expect(publishedRowOf(plmNr('FT', 4))).toBe('PLM-NR-4 (FT)');
  });

  it('takes none where the paper has no such row, or the row has a name or changes of its own', () => {
    expect(publishedRowOf(plmNr('DP', 6))).toBeNull();
    expect(publishedRowOf(plmNr('FT', 4, { label: 'M = 1' }))).toBeNull();
    expect(publishedRowOf(plmNr('FT', 4, { settings: { fineTuning: { epochs: 9 } } }))).toBeNull();
  });
});

describe('besidePublished()', () => {
  const methods = [
    plmNr('FT', 6, { published: 'PLM-NR-12 (FT)' }),
    plmNr('DP', 6, { published: 'PLM-NR-12 (DP)' }),
    plmNr('FT', 4),
    plmNr('DP', 4),
    plmNr('FT', 1),
  ];
  const ours = table([
    row('PLM-NR-6 (FT)', [0.63, 0.65]),
    row('PLM-NR-6 (DP)', [0.7, 0.71]),
    row('PLM-NR-4 (FT)', [0.66]),
    row('PLM-NR-4 (DP)', [0.69]),
    row('PLM-NR-1 (FT)', []),
  ]);

  it('leaves our own numbers as they are and keeps the contract', () => {
    const beside = besidePublished(ours, methods, paper, 'MIND');
    expect(beside.rows.map(({ published: _published, ...own }) => own)).toEqual(ours.rows);
    expect(resultTableSchema.parse(beside)).toEqual(beside);
    expect(beside.rows.map(({ published }) => published?.row)).toEqual([
      'PLM-NR-12 (FT)',
      'PLM-NR-12 (DP)',
      'PLM-NR-4 (FT)',
      undefined,
      'PLM-NR-1 (FT)',
    ]);
  });

  it('compares the order over the rows with both values', () => {
    // Ours rises FT-6, FT-4, DP-6; theirs FT-4, FT-12, DP-12: rho 0.5.
    const { published, notes, says } = besidePublished(ours, methods, paper, 'MIND');
    expect(published).toMatchObject({ dataset: 'MIND', split: 'test', repeats: 5, order: { rows: 3 } });
    expect(published?.order.rho).toBeCloseTo(0.5, 12);
    expect(notes).toContain(
      "Order of rows against the paper's (MIND): Spearman rho 0.50 over 3 rows (mean AUC).",
    );
    expect(notes.join('\n')).toContain('EMNLP 2022; MIND, test split, 5 repeats.');
    expect(noteWords('es', says.at(-1)!)).toBe(
      'Orden de las filas frente al del artículo (MIND): rho de Spearman 0.50 en 3 filas (AUC media).',
    );
  });

  it.each(PUBLISHED_DATASETS)('says so where too few rows have both values (%s)', (dataset) => {
    const few = table([row('PLM-NR-4 (DP)', [0.6]), row('PLM-NR-1 (FT)', [0.5])]);
    const { published, notes } = besidePublished(few, methods.slice(3), paper, dataset);
    expect(published?.order).toEqual({ rows: 1, rho: null });
    expect(notes.at(-1)).toBe(
      `Order of rows against the paper's (${dataset}): not defined for 1 row with both values.`,
    );
  });
});
