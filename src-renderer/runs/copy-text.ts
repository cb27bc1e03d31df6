/** Rows of the runs table as text for other programs: tab-separated, or a Markdown table. */
import type { Recipes } from '#shared/runs/fields.ts';
import { groupCell, runCell } from './cells.ts';
import type { Column } from './columns.ts';
import { keysOf, type Row } from './rows.ts';

/** Of the columns shown; a row is copied where one of its runs is chosen. */
export function copyText(
  format: 'tsv' | 'markdown',
  rows: readonly Row[],
  columns: readonly Column[],
  isChosen: (key: string) => boolean,
  recipes: Recipes,
): { text: string; rows: number } {
  const wanted = rows.filter((row) => keysOf(row).some(isChosen));
  const lines = wanted.map((row) => columns.map((column) => cellText(row, column, recipes)));
  const head = columns.map((column) => column.label);
  const text =
    format === 'tsv'
      ? [head, ...lines].map((cells) => cells.map(oneLine).join('\t')).join('\n')
      : [head, columns.map((column) => (column.isNumber ? '---:' : '---')), ...lines]
          .map((cells, at) => `| ${cells.map(at === 1 ? (cell) => cell : markdownCell).join(' | ')} |`)
          .join('\n');
  return { text: `${text}\n`, rows: wanted.length };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const markdownCell = (text: string): string => oneLine(text).replace(/[\\|`*_<>[\]]/g, '\\$&');

function cellText(row: Row, column: Column, recipes: Recipes): string {
  if ('run' in row) return runCell(column, row.run, recipes).trim();
  const { text, sd } = groupCell(column, row.group, recipes);
  return `${text} ${sd ?? ''}`.trim();
}
