/** The printed numbers of one column, and what fills each of them up so that points and deviations stand in line. */
import type { CellText, PaperColumn, TableDefinition } from '#shared/contract/paper-tables.ts';
import type { Interval } from '../stats/sample.ts';
import { columnPlaces, printed } from './rounding.ts';

export const NO_PAD: CellText['pad'] = { before: '', decimals: '', spread: '', after: '' };

export type BareText = Pick<CellText, 'value' | 'spread'>;

/** In the metric's own unit. */
export interface CellNumbers {
  mean: number;
  sd: number | null;
  interval: Interval | null;
}

/** @param otherwise digits where no deviation leads @returns by cell */
export function columnTexts(
  cells: readonly (CellNumbers | null)[],
  { scale, isFact }: Pick<PaperColumn, 'scale' | 'isFact'>,
  { spread, rounding }: Pick<TableDefinition, 'spread' | 'rounding'>,
  otherwise: number,
): (BareText | null)[] {
  const deviations = cells.map((cell) => (cell?.sd == null || isFact ? null : cell.sd * scale));
  const places = isFact ? cells.map(() => otherwise) : columnPlaces(deviations, rounding, otherwise);
  return cells.map((cell, at) => {
    if (!cell) return null;
    const digits = places[at] ?? otherwise;
    const value = printed(cell.mean * scale, digits);
    if (isFact || spread === 'none') return { value, spread: null };
    if (spread === 'sd') return { value, spread: cell.sd === null ? null : printed(cell.sd * scale, digits) };
    const ends =
      cell.interval && [cell.interval.low, cell.interval.high].map((end) => printed(end * scale, digits));
    return { value, spread: ends && ends.join(', ') };
  });
}

/** Apart at the point, which the rest begins with; of an interval, at its first one. */
function parts(number: string): { whole: string; rest: string } {
  const end = /[.,]|$/.exec(number)!.index;
  return { whole: number.slice(0, end), rest: number.slice(end) };
}

/** Gives every text of a column, those of the paper's rows too, what fills it up to the others. */
export function alignTexts(cells: readonly (BareText | null)[]): (CellText | null)[] {
  const values = cells.flatMap((cell) => (cell ? parts(cell.value) : []));
  const spreads = cells.flatMap((cell) => (cell?.spread ? parts(cell.spread) : []));
  const whole = longest(values.map((value) => value.whole));
  const rest = longest(values.map((value) => value.rest));
  const spreadWhole = longest(spreads.map((spread) => spread.whole));
  const spreadRest = longest(spreads.map((spread) => spread.rest));
  return cells.map((cell) => {
    if (!cell) return null;
    const value = parts(cell.value);
    const before = whole.slice(0, whole.length - value.whole.length);
    const decimals = rest.slice(value.rest.length);
    if (cell.spread === null)
      return { ...cell, pad: { before, decimals, spread: '', after: spreadWhole + spreadRest } };
    const spread = parts(cell.spread);
    return {
      ...cell,
      pad: {
        before,
        decimals,
        spread: spreadWhole.slice(0, spreadWhole.length - spread.whole.length),
        after: spreadRest.slice(spread.rest.length),
      },
    };
  });
}

const longest = (texts: readonly string[]): string =>
  texts.reduce((long, text) => (text.length > long.length ? text : long), '').replace(/\d/g, '0');
