/** The one door to every form of a rendered table. */
import type { PaperFormat, RenderedTable } from '#shared/contract/paper-tables.ts';
import type { ExportedFile } from '../render-table.ts';
import { paperCsv } from './paper-csv.ts';
import { paperHtml } from './paper-html.ts';
import { paperLatex } from './paper-latex.ts';
import { paperMarkdown } from './paper-markdown.ts';

/** Counts up when a script that reads the JSON would have to change. */
const JSON_VERSION = 1;

/** All that is known: each cell with its repeats, each run with data, code, commit and checkpoints. */
const paperJson = (table: RenderedTable): string =>
  `${JSON.stringify({ version: JSON_VERSION, ...table }, (key, value: unknown) => (key === 'pad' ? undefined : value), 2)}\n`;

const FORMS: Readonly<Record<PaperFormat, { mediaType: string; render: (table: RenderedTable) => string }>> =
  {
    tex: { mediaType: 'application/x-tex', render: paperLatex },
    md: { mediaType: 'text/markdown', render: paperMarkdown },
    csv: { mediaType: 'text/csv', render: paperCsv },
    html: { mediaType: 'text/html', render: paperHtml },
    json: { mediaType: 'application/json', render: paperJson },
  };

export const exportPaperTable = (table: RenderedTable, format: PaperFormat): ExportedFile => ({
  fileName: `${fileStem(table.name)}.${format}`,
  mediaType: FORMS[format].mediaType,
  text: FORMS[format].render(table),
});

/** A table's name as that of a file. */
export const fileStem = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '') || 'table';
