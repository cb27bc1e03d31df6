/**
 * A rendered table as CSV: first as it prints, then, in further columns, every number at full precision: mean, deviation,
 * interval, n, p, and each repeat by its seed. Values are in the metric's own unit (shares, not percent).
 */
import { stringify } from 'csv-stringify/sync';
import type { CellRepeat, PaperCell, RenderedTable } from '#shared/contract/paper-tables.ts';
import { oneLine } from '../table-text.ts';
import { columnName, plainCell, signOf, spreadsheetText } from './paper-parts.ts';

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

interface Column {
  name: string;
  of: (cell: PaperCell) => string | number | null | undefined;
}

export function paperCsv(table: RenderedTable): string {
  const { columns, lines, spread } = table;
  const names = columns.map((column) => oneLine(columnName(column)));
  const further = columns.map((column, at): Column[] => {
    const cells = lines.flatMap((line) => ('cells' in line ? (line.cells[at] ?? []) : []));
    const numbers = NUMBERS.filter(([, of]) => cells.some((cell) => typeof of(cell) === 'number'));
    return [
      ...numbers.map(([what, of]) => ({ name: `${names[at]} ${what}`, of })),
      ...(column.isFact ? [] : repeatColumns(names[at]!, cells)),
    ];
  });
  const head = ['section', 'row', 'source', ...names, ...further.flat().map(({ name }) => name)];
  let section = '';
  const body = lines.flatMap((line): (string | number)[][] => {
    if (line.kind === 'heading') section = line.label;
    if (line.kind === 'heading' || line.kind === 'rule') return [];
    const printed = line.cells.map((cell) => (cell ? plainCell(cell, spread) + signOf(cell) : ''));
    const raw = line.cells.flatMap((cell, at) =>
      (further[at] ?? []).map(({ of }) => (cell && of(cell)) ?? ''),
    );
    const texts = [section, line.label, line.kind === 'published' ? 'published' : 'measured'];
    return [[...texts.map((text) => spreadsheetText(oneLine(text))), ...printed, ...raw]];
  });
  return stringify([head.map(spreadsheetText), ...body]);
}

/** A column for each seed, a second one where a seed stands twice in a cell; and what is left out, with its reason. */
function repeatColumns(name: string, cells: readonly PaperCell[]): Column[] {
  const most = new Map<number, number>();
  for (const cell of cells)
    for (const { seed } of counted(cell)) {
      const times = counted(cell).filter((one) => one.seed === seed).length;
      most.set(seed, Math.max(most.get(seed) ?? 0, times));
    }
  const seeds = [...most].sort(([a], [b]) => a - b);
  const single = seeds.flatMap(([seed, times]) =>
    Array.from({ length: times }, (_, at) => ({
      name: `${name} seed ${seed}${at === 0 ? '' : ` (${at + 1})`}`,
      of: (cell: PaperCell) => counted(cell).filter((one) => one.seed === seed)[at]?.value,
    })),
  );
  const out = ({ repeats }: PaperCell): CellRepeat[] => repeats.filter(({ leftOut }) => leftOut !== null);
  if (cells.every((cell) => out(cell).length === 0)) return single;
  const words = ({ seed, value, leftOut }: CellRepeat): string =>
    `seed ${seed}: ${value}${leftOut ? ` (${oneLine(leftOut)})` : ''}`;
  return [...single, { name: `${name} left out`, of: (cell) => out(cell).map(words).join('; ') }];
}

const counted = ({ repeats }: PaperCell): CellRepeat[] => repeats.filter(({ leftOut }) => leftOut === null);
