/** A result table as Markdown: aligned in plain text, best mean bold, second underlined. */
import { METRIC_LABELS, METRICS } from '#shared/contract/domain.ts';
import type { ResultTable } from '#shared/contract/domain.ts';
import {
  cellParts,
  footnotes,
  marks,
  needsRunsColumn,
  oneLine,
  parameterText,
  repeatsOf,
} from './table-text.ts';

/** Markdown and HTML stay text; a bar does not end the cell. */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');

/** Width in a terminal, near enough: code points. */
const width = (text: string): number => [...text].length;

export function tableMarkdown(table: ResultTable): string {
  const runs = needsRunsColumn(table);
  const head = [
    'Method',
    'Layers',
    'Parameters',
    ...(runs ? ['Runs'] : []),
    ...METRICS.map((m) => METRIC_LABELS[m]),
  ];
  const marked = Object.fromEntries(METRICS.map((metric) => [metric, marks(table.rows, metric)]));
  const body = table.rows.map((row, index) => [
    escapeMarkdown(row.method),
    String(row.layers),
    parameterText(row.parameters),
    ...(runs ? [String(repeatsOf(row))] : []),
    ...METRICS.map((metric) => {
      const parts = cellParts(row.metrics[metric]);
      if (!parts) return '–';
      const text = parts.sd === null ? parts.mean : `${parts.mean} ± ${parts.sd}`;
      const mark = marked[metric]?.[index];
      return mark === 'best' ? `**${text}**` : mark === 'second' ? `<u>${text}</u>` : text;
    }),
  ]);
  const widths = head.map((title, column) =>
    Math.max(width(title), ...body.map((cells) => width(cells[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .map((cell, column) => {
        const fill = ' '.repeat((widths[column] ?? 0) - width(cell));
        return column === 0 ? cell + fill : fill + cell;
      })
      .join(' | ')} |`;
  const rule = `| ${widths
    .map((w, column) => (column === 0 ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`))
    .join(' | ')} |`;
  return [
    `**${escapeMarkdown(table.experiment)}**`,
    '',
    line(head),
    rule,
    ...body.map(line),
    '',
    ...footnotes(table).map((note) => `- ${escapeMarkdown(note)}`),
    '',
  ].join('\n');
}
