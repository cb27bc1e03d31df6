/**
 * The table of datasets of a paper: one statistics row for each, with notes on what stands in for bodies and how subsets
 * were made, as Markdown, LaTeX, CSV and JSON. Owns the rows; escaping is that of the result tables.
 */
import { stringify } from 'csv-stringify/sync';
import { derivationText } from '#shared/config/subset.ts';
import type { Dataset } from '#shared/contract/domain.ts';
import type { DatasetTableFormat } from '#shared/contract/tables.ts';
import { escapeLatex } from './latex-text.ts';
import { escapeMarkdown } from './markdown.ts';
import { markdownGrid } from './markdown-grid.ts';
import type { ExportedFile } from './render-table.ts';
import { oneLine } from './table-text.ts';

const HEAD = [
  'Dataset',
  '# News',
  '# Users',
  '# Impressions',
  '# Clicks',
  'Avg. title length',
  'Avg. body length',
];

const FORMS: Readonly<
  Record<DatasetTableFormat, { mediaType: string; render: (datasets: readonly Dataset[]) => string }>
> = {
  md: { mediaType: 'text/markdown', render: toMarkdown },
  csv: { mediaType: 'text/csv', render: toCsv },
  tex: { mediaType: 'application/x-tex', render: toLatex },
  json: { mediaType: 'application/json', render: toJson },
};

/** @param datasets in the order of their rows */
export function exportDatasetTable(datasets: readonly Dataset[], format: DatasetTableFormat): ExportedFile {
  const { mediaType, render } = FORMS[format];
  return { fileName: `datasets.${format}`, mediaType, text: render(datasets) };
}

/** Cells as people read them; a corpus without impressions has none of users and clicks. */
function cellsOf({ name, summary: { statistics: s, splits } }: Dataset): string[] {
  const ofImpressions = (count: number): string => (splits.length === 0 ? '–' : count.toLocaleString('en'));
  return [
    oneLine(name),
    s.news.toLocaleString('en'),
    ...[s.users, s.impressions, s.clicks].map(ofImpressions),
    s.meanTitleWords.toFixed(2),
    s.meanBodyWords.toFixed(2),
  ];
}

/** Sentences below the table. */
function notesFor(datasets: readonly Dataset[]): string[] {
  const named = (chosen: readonly Dataset[]): string => chosen.map(({ name }) => name).join(', ');
  const of = (bodies: string): Dataset[] => datasets.filter(({ summary }) => summary.bodies === bodies);
  const notes = ['Lengths in words.'];
  const [abstracts, bodies] = [of('abstract'), of('body')];
  if (abstracts.length > 0)
    notes.push(
      `Without news bodies, so the abstract stands in and its length is given: ${named(abstracts)}.`,
    );
  if (bodies.length > 0) notes.push(`With news bodies: ${named(bodies)}.`);
  const unlabelled = datasets.filter(({ summary }) => summary.splits.some(({ labelled }) => !labelled));
  if (unlabelled.length > 0)
    notes.push(`With a split whose clicks are not published, and so not counted: ${named(unlabelled)}.`);
  for (const { name, summary } of datasets)
    if (summary.derived) notes.push(`${name}: ${derivationText(summary.derived)}; all news are kept.`);
  return notes;
}

function toMarkdown(datasets: readonly Dataset[]): string {
  const rows = datasets.map((dataset) => cellsOf(dataset).map(escapeMarkdown));
  const notes = notesFor(datasets).map((note) => `- ${escapeMarkdown(note)}`);
  return [...markdownGrid(HEAD, rows), '', ...notes, ''].join('\n');
}

function toLatex(datasets: readonly Dataset[]): string {
  return [
    '% Needs \\usepackage{booktabs}.',
    '\\begin{table}[t]',
    '  \\centering\\small',
    '  \\setlength{\\tabcolsep}{4pt}',
    '  \\caption{Statistics of the datasets.}',
    '  \\label{tab:datasets}',
    `  \\begin{tabular}{l${'r'.repeat(HEAD.length - 1)}}`,
    '    \\toprule',
    `    ${HEAD.map(escapeLatex).join(' & ')} \\\\`,
    '    \\midrule',
    ...datasets.map((dataset) => `    ${cellsOf(dataset).map(escapeLatex).join(' & ')} \\\\`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '',
    `  \\smallskip\\parbox{0.95\\linewidth}{\\footnotesize ${notesFor(datasets).map(escapeLatex).join(' ')}}`,
    '\\end{table}',
    '',
  ].join('\n');
}

/** Full precision; counts stay 0 for a corpus of news alone. */
function toCsv(datasets: readonly Dataset[]): string {
  const head = ['dataset', 'news', 'users', 'impressions', 'clicks', 'mean_title_words', 'mean_body_words'];
  const rows = datasets.map(({ name, summary: { statistics: s, bodies, derived } }) => [
    oneLine(name),
    s.news,
    s.users,
    s.impressions,
    s.clicks,
    s.meanTitleWords,
    s.meanBodyWords,
    bodies,
    derived ? derivationText(derived) : '',
  ]);
  // A name must stay text in a spreadsheet.
  return stringify([[...head, 'bodies', 'made_from'], ...rows], { escape_formulas: true });
}

function toJson(datasets: readonly Dataset[]): string {
  const rows = datasets.map(({ name, summary: { statistics, bodies, splits, derived } }) => ({
    dataset: name,
    ...statistics,
    bodies,
    splits,
    derived: derived ?? null,
  }));
  return `${JSON.stringify({ datasets: rows, notes: notesFor(datasets) }, null, 2)}\n`;
}
