import { describe, expect, it } from 'vitest';
import { exportDatasetTable } from '#lab/export/dataset-table.ts';
import type { Dataset } from '#shared/contract/domain.ts';

function dataset(name: string, summary: Partial<Dataset['summary']> = {}): Dataset {
  return {
    name,
    key: name,
    source: `/data/${name}`,
    importedAt: 0,
    bytes: 1,
    summary: {
      statistics: {
        news: 161_013,
        users: 1_000_000,
        impressions: 15_777_377,
        clicks: 24_155_470,
        meanTitleWords: 11.523,
        meanBodyWords: 1 / 3,
      },
      skipped: {},
      bodies: 'abstract',
      splits: [{ split: 'train', impressions: 15_777_377, labelled: true }],
      hasGeneralText: false,
      bestAuc: null,
      ...summary,
    },
  };
}

const corpus = dataset('news_2020', {
  bodies: 'body',
  splits: [],
  statistics: { news: 7, users: 0, impressions: 0, clicks: 0, meanTitleWords: 10, meanBodyWords: 511.4 },
});
const part = dataset('mind-5k', {
  splits: [{ split: 'test', impressions: 3, labelled: false }],
  derived: {
    parent: { name: 'mind', key: 'k' },
    users: 5000,
    days: { first: '2019-11-09' },
    validationShare: 0.2,
    seed: 1,
  },
});
const all = [dataset('mind'), corpus, part];
const text = (format: 'md' | 'csv' | 'tex' | 'json'): string => exportDatasetTable(all, format).text;

describe('exportDatasetTable()', () => {
  it('gives the row of the paper: news, users, impressions, clicks, mean lengths', () => {
    expect(text('md').split('\n')[2]).toBe(
      '| mind       | 161,013 | 1,000,000 |    15,777,377 | 24,155,470 |             11.52 |             0.33 |',
    );
    expect(exportDatasetTable(all, 'tex')).toMatchObject({
      fileName: 'datasets.tex',
      mediaType: 'application/x-tex',
    });
  });

  it('escapes names and heads for LaTeX, and leaves what a corpus lacks blank', () => {
    expect(text('tex')).toContain('Dataset & \\# News & \\# Users');
    expect(text('tex')).toContain('news\\_2020 & 7 & -- & -- & -- & 10.00 & 511.40 \\\\');
  });

  it('says what stands in for bodies, which clicks are not there, and how subsets were made', () => {
    for (const format of ['md', 'json'] as const) {
      const plain = text(format).replaceAll('\\', '');
      expect(plain).toContain(
        'Without news bodies, so the abstract stands in and its length is given: mind, mind-5k.',
      );
      expect(plain).toContain('With news bodies: news_2020.');
      expect(plain).toContain('not counted: mind-5k.');
      expect(plain).toContain(
        'mind-5k: 5,000 users of mind, training days from 2019-11-09, 20% of training for validation, seed 1; all news are kept.',
      );
    }
    expect(text('tex')).toContain('20\\% of training');
  });

  it('keeps full precision in CSV and JSON', () => {
    expect(text('csv').split('\n')[1]).toBe(
      `mind,161013,1000000,15777377,24155470,11.523,${1 / 3},abstract,`,
    );
    const { datasets } = JSON.parse(text('json')) as { datasets: Record<string, unknown>[] };
    expect(datasets[1]).toMatchObject({
      dataset: 'news_2020',
      users: 0,
      meanBodyWords: 511.4,
      derived: null,
    });
  });
});
