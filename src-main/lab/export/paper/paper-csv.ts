/**
 * A rendered table as CSV: first as it prints, then, in further columns, every number at full precision: mean, deviation,
 * interval, n, p, and each repeat by its seed. Values are in the metric's own unit (shares, not percent).
 */
import { stringify } from 'csv-stringify/sync';
import type { PaperCell, PaperLine, RenderedTable } from '#shared/contract/paper-tables.ts';
import { oneLine } from '../table-text.ts';
import { columnName, plainCell, SIGNS, spreadsheetText } from './paper-parts.ts';

const NUMBERS: readonly (readonly [string, (cell: PaperCell) => number | null | undefined])[] = [
  ['mean', ({ mean }) => mean],
  ['sd', ({ sd }) => sd],
  ['low', ({ interval }) => interval?.low],
  ['high', ({ interval }) => interval?.high],
  ['n', ({ n }) => n],
  ['difference', ({ test }) => test?.difference],
  ['p', ({ test }) => test?.p],
  ['p_holm', ({ test }) => test?.holm],
];

export function paperCsv(table: RenderedTable): string {
  const { columns, lines, spread } = table;
  const cellsOf = (at: number): PaperCell[] =>
    lines.flatMap((line) => ('cells' in line ? (line.cells[at] ?? []) : []));
  const names = columns.map((column) => oneLine(columnName(column)));
  const numbers = columns.map((_, at) =>
    NUMBERS.filter(([, of]) => cellsOf(at).some((cell) => typeof of(cell) === 'number')),
  );
  const seeds = columns.map(({ isFact }, at) =>
    isFact
      ? []
      : [...new Set(cellsOf(at).flatMap(({ repeats }) => repeats.map(({ seed }) => seed)))].sort(
          (a, b) => a - b,
        ),
  );
  const head = [
    'section',
    'row',
    'source',
    ...names,
    ...names.flatMap((name, at) => (numbers[at] ?? []).map(([what]) => `${name} ${what}`)),
    ...names.flatMap((name, at) => (seeds[at] ?? []).map((seed) => `${name} seed ${seed}`)),
  ];
  let section = '';
  const body = lines.flatMap((line: PaperLine): (string | number)[][] => {
    if (line.kind === 'heading') section = line.label;
    if (line.kind === 'heading' || line.kind === 'rule') return [];
    const printed = line.cells.map((cell) =>
      cell ? plainCell(cell, spread) + (cell.test ? SIGNS[cell.test.verdict] : '') : '',
    );
    const raw = line.cells.flatMap((cell, at) =>
      (numbers[at] ?? []).map(([, of]) => (cell && of(cell)) ?? ''),
    );
    const single = line.cells.flatMap((cell, at) =>
      (seeds[at] ?? []).map(
        (seed) => cell?.repeats.find((one) => one.seed === seed && one.leftOut === null)?.value ?? '',
      ),
    );
    const texts = [section, line.label, line.kind === 'published' ? 'published' : 'measured'];
    return [[...texts.map((text) => spreadsheetText(oneLine(text))), ...printed, ...raw, ...single]];
  });
  return stringify([head.map(spreadsheetText), ...body]);
}
