/** A rendered table as Markdown: aligned in plain text; headings are rows of their own. */
import type { PaperLine, RenderedTable } from '#shared/contract/paper-tables.ts';
import { escapeMarkdown } from '../markdown.ts';
import { markdownGrid } from '../markdown-grid.ts';
import { columnName, plainCell, signOf } from './paper-parts.ts';

export function paperMarkdown(table: RenderedTable): string {
  const head = ['', ...table.columns.map((column) => escapeMarkdown(columnName(column)))];
  const body = table.lines.flatMap((line) => lineCells(line, table));
  return [
    `**${escapeMarkdown(table.caption)}**`,
    '',
    ...markdownGrid(head, body),
    '',
    ...table.notes.map((note) => `- ${escapeMarkdown(note)}`),
    '',
  ].join('\n');
}

function lineCells(line: PaperLine, { columns, spread }: RenderedTable): string[][] {
  if (line.kind === 'rule') return [];
  if (line.kind === 'heading') return [[`**${escapeMarkdown(line.label)}**`, ...columns.map(() => '')]];
  const isPublished = line.kind === 'published';
  const cells = line.cells.map((cell) => {
    if (!cell) return isPublished ? '' : '–';
    const text = plainCell(cell, spread);
    const sign = escapeMarkdown(signOf(cell));
    if (isPublished) return `*${text}*`;
    const marked = cell.mark === 'best' ? `**${text}**` : cell.mark === 'second' ? `<u>${text}</u>` : text;
    return marked + sign;
  });
  const label = escapeMarkdown(line.label);
  return [[isPublished ? `*${label}*` : label, ...cells]];
}
