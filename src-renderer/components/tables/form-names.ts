/** What the forms of a table are called, the same in every language. */
import type { PaperFormat } from '#shared/contract/paper-tables.ts';

export const FORM_NAMES: Readonly<Record<PaperFormat, string>> = {
  tex: 'LaTeX',
  md: 'Markdown',
  csv: 'CSV',
  html: 'HTML',
  json: 'JSON',
};
