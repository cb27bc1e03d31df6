/** A result table as Markdown: aligned in plain text, best mean bold, second underlined, published rows in italics. */
import type { ResultTable } from '#shared/contract/tables.ts';
import { markdownGrid } from './markdown-grid.ts';
import { tableGrid } from './table-grid.ts';
import type { GridLine, ValueCell } from './table-grid.ts';
import { footnotes, oneLine } from './table-text.ts';

/** Markdown and HTML stay text; a bar does not end the cell. */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');

const italic = (text: string): string => (text === '' ? '' : `*${text}*`);

function valueText(value: ValueCell | null, published: boolean): string {
  if (!value) return published ? '' : '–';
  const text = value.sd === null ? value.mean : `${value.mean} ± ${value.sd}`;
  if (published) return italic(text);
  return value.mark === 'best' ? `**${text}**` : value.mark === 'second' ? `<u>${text}</u>` : text;
}

const lineCells = ({ published, texts, data, values }: GridLine, mixed: boolean): string[] => [
  ...[...texts, ...(mixed ? [data] : [])].map((text) => {
    const escaped = escapeMarkdown(text);
    return published ? italic(escaped) : escaped;
  }),
  ...values.map((value) => valueText(value, published)),
];

export function tableMarkdown(table: ResultTable): string {
  const { textHeads, valueHeads, mixed, lines } = tableGrid(table);
  const head = [...textHeads, ...(mixed ? ['Data'] : []), ...valueHeads];
  const isLeft = head.map((title) => title === 'Method' || title === 'Data');
  const body = lines.map((line) => lineCells(line, mixed));
  return [
    `**${escapeMarkdown(table.experiment)}**`,
    '',
    ...markdownGrid(head, body, isLeft),
    '',
    ...footnotes(table).map((note) => `- ${escapeMarkdown(note)}`),
    '',
  ].join('\n');
}
