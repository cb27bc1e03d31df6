/** The one door to every form of a result table. */
import type { ExportFormat, ResultTable } from '#shared/contract/tables.ts';
import { chartSvg } from './chart-svg.ts';
import { tableCsv } from './csv.ts';
import { tableLatex } from './latex.ts';
import { tableMarkdown } from './markdown.ts';
import { tableJson } from './table-json.ts';

const FORMS: Readonly<Record<ExportFormat, { mediaType: string; render: (table: ResultTable) => string }>> = {
  md: { mediaType: 'text/markdown', render: tableMarkdown },
  csv: { mediaType: 'text/csv', render: tableCsv },
  tex: { mediaType: 'application/x-tex', render: tableLatex },
  json: { mediaType: 'application/json', render: tableJson },
  svg: { mediaType: 'image/svg+xml', render: (table) => chartSvg(table) },
};

/** The text of one form, ending with a line break. */
export const renderTable = (table: ResultTable, format: ExportFormat): string => FORMS[format].render(table);

export interface ExportedFile {
  /** Experiment and extension, e.g. `main-table.tex`. */
  fileName: string;
  mediaType: string;
  text: string;
}

export function exportTable(table: ResultTable, format: ExportFormat): ExportedFile {
  return {
    fileName: `${table.experiment}.${format}`,
    mediaType: FORMS[format].mediaType,
    text: renderTable(table, format),
  };
}
